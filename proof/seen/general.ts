/** The names of Suture's folders and databases, also within a name that a cache makes of a path: `zStmpzSapp_work_…`. */
const OWN_NAME = /app_[a-z]+(?=_[0-9a-f]{6}_)/g;

/** Numbers, random names and those of the folder that a program runs in differ from run to run. */
export function general(text: string): string {
  return text.replace(OWN_NAME, 'app').replace(/[0-9a-f]{6,}|\d+/gi, '0');
}
