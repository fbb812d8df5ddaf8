import type { Viewer } from '../frame/frame.ts';

/** The field for the name in which a person decides. @param id of the field, unique on the page */
export function Name({ viewer, id }: { viewer: Viewer; id: string }) {
  return (
    <>
      <label for={id}>Your name</label>
      <input id={id} name="by" required maxlength={100} value={viewer.name} autocomplete="name" />
    </>
  );
}
