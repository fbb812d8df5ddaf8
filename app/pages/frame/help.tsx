const KEYS: [keys: string[], does: string][] = [
  [['j'], 'the next incident of the list'],
  [['k'], 'the one before'],
  [['Enter'], 'open it'],
  [['/'], 'search'],
  [['n'], 'the next page of the list'],
  [['p'], 'the page before'],
  [['g', 'i'], 'go to the incidents'],
  [['g', 'o'], 'go to the overview'],
  [['?'], 'this help'],
  [['Esc'], 'close it, or leave the search'],
];

/** What the keyboard does. Opened by `?` or by the button; keys do nothing without JavaScript. */
export function HelpDialog() {
  return (
    <dialog id="help" aria-labelledby="help-title">
      <form method="dialog">
        <h2 id="help-title">Keyboard</h2>
        <dl class="keys">
          {KEYS.map(([keys, does]) => (
            <div>
              <dt>
                {keys.map((key, index) => (
                  <>
                    {index > 0 && ' then '}
                    <kbd>{key}</kbd>
                  </>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <label class="check">
          <input type="checkbox" id="keys-on" checked /> Single keys are on
        </label>
        <button type="submit" class="button">
          Close
        </button>
      </form>
    </dialog>
  );
}
