import { useModels } from '../../state/models.ts';
import { AddRemote } from './AddRemote.tsx';
import { ChangeToken } from './ChangeToken.tsx';
import { BudgetBar } from './BudgetBar.tsx';
import { CompareVersions } from './CompareVersions.tsx';
import { ImportsList } from './ImportsList.tsx';
import { ModelDetail } from './ModelDetail.tsx';
import styles from './ModelsPanel.module.css';
import { VersionList } from './VersionList.tsx';

/**
 * The versions there are and the one looked at; below the list what all of them may weigh, and two beside each other.
 * In a narrow window the one looked at follows the list at once, as it does for the keyboard.
 */
export function ModelsPanel() {
  const none = useModels((state) => state.models !== null && state.models.length === 0);
  return (
    <div className={styles.panel}>
      <div className={styles.list}>
        <VersionList />
        <ImportsList />
      </div>
      <ModelDetail />
      <AddRemote />
      <ChangeToken />
      <div className={styles.rest}>
        {none ? null : (
          <>
            <BudgetBar />
            <CompareVersions />
          </>
        )}
      </div>
    </div>
  );
}
