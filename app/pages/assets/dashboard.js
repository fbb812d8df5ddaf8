// The pages work without this script. It adds live updates, ticking times and keyboard shortcuts.
import { askInDialog } from './confirm.js';
import { sendOnce } from './forms.js';
import { listenToKeys } from './keyboard.js';
import { follow } from './live.js';
import { keepTicking } from './ticks.js';

const tick = keepTicking();
follow({ refreshed: tick });
listenToKeys();
sendOnce();
askInDialog();
