// The pages work without this; with it they follow by themselves, tick, and listen to the keyboard.
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
