import type { ImportFinding, ModelDetail, ModelSummary } from '../../../src-main/contract/index.ts';
import { Badge } from '../../ui/Badge.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { copyText, toTsv } from '../../ui/clipboard.ts';
import { duration } from '../../ui/format/times.ts';
import { hostOf } from '../../ui/format/text.ts';
import { Icon, type MarkName } from '../../ui/Icon.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import styles from './ImportReport.module.css';

const looks: Record<ImportFinding['level'], { mark: MarkName; word: string }> = {
  checked: { mark: 'ok', word: 'Checked' },
  changed: { mark: 'info', word: 'Changed' },
  look: { mark: 'warn', word: 'Look' },
};

/** What the import looked at and what it changed, with the checksum that names the file for good. */
export function ImportReport({ detail, model }: { detail: ModelDetail; model: ModelSummary }) {
  const { report } = detail;
  return (
    <section className={styles.report} aria-labelledby="report">
      <div className={styles.head}>
        <h3 id="report">Import report</h3>
        <span className={styles.sub}>
          {report ? (
            <>
              <Moment atMs={report.atMs} /> · {duration(report.seconds)} ·{' '}
              {model.remote
                ? `rows were tried out on ${hostOf(model.remote.url)}`
                : 'nothing ran outside the engine process'}
            </>
          ) : model.bundled ? (
            'came with Foredeck: its build script and its tests have checked it'
          ) : (
            'none was kept'
          )}
        </span>
        <span className={text.spacer} />
        <span className={styles.tools}>
          <span className={`${text.mono} ${styles.sha}`} title={model.sha256}>
            sha256 {model.sha256.slice(0, 4)}…{model.sha256.slice(-4)}
          </span>
          <IconButton label="Copy sha256" onPress={() => void copyText(model.sha256)}>
            <Icon name="copy" />
          </IconButton>
          {report ? (
            <IconButton
              label="Copy the report as a table"
              onPress={() => void copyText(tsvOf(report.findings))}
            >
              <Icon name="table" />
            </IconButton>
          ) : null}
        </span>
      </div>
      {report ? (
        <SimpleTable
          label="Import report"
          hideHead
          className={styles.table}
          columns={[{ header: 'Look' }, { header: 'What' }, { header: 'Found' }]}
        >
          {report.findings.map((finding, at) => (
            <tr key={`${finding.title} ${at}`}>
              <td>
                <Badge mark={looks[finding.level].mark}>{looks[finding.level].word}</Badge>
              </td>
              <td className={text.strong}>{finding.title}</td>
              <td className={`${cell.grow} ${styles.found}`}>{finding.text}</td>
            </tr>
          ))}
        </SimpleTable>
      ) : null}
    </section>
  );
}

function tsvOf(findings: readonly ImportFinding[]): string {
  return toTsv([
    ['Look', 'What', 'Found'],
    ...findings.map((one) => [looks[one.level].word, one.title, one.text]),
  ]);
}
