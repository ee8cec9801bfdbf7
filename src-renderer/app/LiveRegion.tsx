import { useAnnouncement } from '../state/announcer.ts';
import text from '../ui/text.module.css';

/** The one live region of the page. */
export function LiveRegion() {
  const said = useAnnouncement((announcement) => announcement.text);
  return (
    <div className={text.sr} role="status" aria-live="polite">
      {said}
    </div>
  );
}
