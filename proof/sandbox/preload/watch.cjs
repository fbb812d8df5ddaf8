'use strict';

/**
 * Returns a function that puts a function in another's place which looks the same, also as a text, and looks at each call
 * before it is made. The look may change the list of arguments.
 */
exports.createWatch = function createWatch(report) {
  const { apply, construct } = Reflect;
  return function watch(holder, name, look, after) {
    const original = holder?.[name];
    if (typeof original !== 'function') return;
    const seen = (list) => {
      try {
        look(list);
      } catch {
        report(`${name} with what cannot be read`);
      }
    };
    holder[name] = new Proxy(original, {
      apply(target, self, list) {
        seen(list);
        const result = apply(target, self, list);
        after?.(result, list);
        return result;
      },
      construct(target, list, made) {
        seen(list);
        return construct(target, list, made);
      },
    });
  };
};
