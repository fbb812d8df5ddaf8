// Functions that note their calls, for Jest, Vitest and `node:test`.
import { mock } from 'node:test';

export function createMocks() {
  const restored = [];
  function fn(made = () => undefined) {
    let run = made;
    const once = [];
    const called = function (...args) {
      called.mock.calls.push(args);
      called.mock.lastCall = args;
      try {
        const value = (once.shift() ?? run).apply(this, args);
        called.mock.results.push({ type: 'return', value });
        return value;
      } catch (error) {
        called.mock.results.push({ type: 'throw', value: error });
        throw error;
      }
    };
    const set = (next) => {
      run = next;
      return called;
    };
    const soon = (next) => {
      once.push(next);
      return called;
    };
    const reset = () => {
      called.mock = { calls: [], results: [], lastCall: undefined };
      return called;
    };
    reset();
    return Object.assign(called, {
      mockImplementation: set,
      mockImplementationOnce: soon,
      mockReturnValue: (value) => set(() => value),
      mockReturnValueOnce: (value) => soon(() => value),
      mockResolvedValue: (value) => set(async () => value),
      mockResolvedValueOnce: (value) => soon(async () => value),
      mockRejectedValue: (error) => set(async () => Promise.reject(error)),
      mockRejectedValueOnce: (error) => soon(async () => Promise.reject(error)),
      mockClear: reset,
      mockReset: () => set(() => undefined) && reset(),
      mockRestore: () => set(made),
      getMockName: () => 'mock',
      _isMockFunction: true,
    });
  }
  function spyOn(owner, name) {
    const before = owner[name];
    const spy = fn((...args) => before.apply(owner, args));
    owner[name] = spy;
    restored.push(() => {
      owner[name] = before;
    });
    spy.mockRestore = () => {
      owner[name] = before;
    };
    return spy;
  }
  const restore = () => {
    for (const back of restored.splice(0)) back();
  };
  const jest = {
    fn,
    spyOn,
    clearAllMocks() {},
    resetAllMocks() {},
    restoreAllMocks: restore,
    isMockFunction: (f) => Boolean(f?.mock),
  };
  return { jest, mock };
}
