import { useModels } from '../../state/models.ts';
import { BudgetBar } from './BudgetBar.tsx';
import { CompareVersions } from './CompareVersions.tsx';
import { ImportsList } from './ImportsList.tsx';
import { ModelDetail } from './ModelDetail.tsx';
import styles from './ModelsPanel.module.css';
import { VersionList } from './VersionList.tsx';

/** The versions there are on the left, what all of them may weigh, and the one looked at on the right. */
export function ModelsPanel() {
  const none = useModels((state) => state.models !== null && state.models.length === 0);
  return (
    <div className={styles.panel}>
      <div className={styles.all}>
        <VersionList />
        <ImportsList />
        {none ? null : <BudgetBar />}
        {none ? null : <CompareVersions />}
      </div>
      <ModelDetail />
    </div>
  );
}
