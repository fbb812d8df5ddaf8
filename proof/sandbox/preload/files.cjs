'use strict';
const { join } = require('node:path');
const { fileURLToPath, URL } = require('node:url');
const fs = require('node:fs');

const CALLS =
  /^(?:access|append|chmod|chown|copy|cp|exists|glob|link|lchown|lstat|lutimes|mkdir|open|read(?!v|$|Sync$)|rename|rm|stat|symlink|truncate|unlink|utimes|watch|write(?!v|$|Sync$|vSync)|create(?:Read|Write)Stream|opendir)/;
const WRITES =
  /^(?:append|chmod|chown|copy|cp|link|lchown|lutimes|mkdir|rename|rm|symlink|truncate|unlink|utimes|write|createWrite)/;

/** Reports files that are read or written, but for the service's own code and packages. */
exports.watchFiles = function watchFiles(watch, report, folder) {
  const look =
    (name) =>
    ([path]) => {
      if (typeof path === 'number' || path === undefined || typeof path.fd === 'number') return;
      const file = path instanceof URL ? fileURLToPath(path) : String(path);
      const writes = WRITES.test(name);
      const full = file.startsWith('/') ? file : join(process.cwd(), file);
      if (!writes && isCode(full)) return;
      report(`${writes ? 'write' : 'read'} ${full.replace(`${folder}/`, '')}`);
    };
  for (const holder of [fs, fs.promises]) {
    for (const name of Object.keys(holder)) if (CALLS.test(name)) watch(holder, name, look(name));
  }

  /** Modules are loaded by the same functions. A compiler asks for the folder in other letters, whether they are the same here. */
  function isCode(full) {
    const hidden = /\/\.[^/]+$/.test(full);
    const plain = full.toLowerCase();
    const own = folder.toLowerCase();
    if (!hidden && (plain === own || plain.startsWith(`${own}/`))) return true;
    return (
      /\/node_modules\//.test(full) || /\.(?:[cm]?[jt]sx?|json|node|map)$/.test(full) || own.startsWith(plain)
    );
  }
};
