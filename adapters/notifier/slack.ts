import { firstWords } from '../../domain/cut-words.ts';
import type { Notification, Notifier } from '../../domain/ports/notifier.ts';
import { post } from './post.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/section-block: a text holds 3,000 characters. */
const LONGEST_TEXT = 2_900;

/** Slack's incoming webhook. */
export function createSlackNotifier({ url }: { url: string }): Notifier {
  return {
    name: 'slack',
    repeatable: false,
    send: (_id, notification, signal) => post('Slack', url, JSON.stringify(format(notification)), {}, signal),
  };
}

function format({ event, incident_id, title, service, severity, phase, message, url }: Notification) {
  const head =
    event === 'approval_needed' ? 'asks for your approval' : `ended: ${phase.replaceAll('_', ' ')}`;
  const text = `${incident_id} ${head} (${title})`;
  return {
    text: escaped(text),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: firstWords(text, 150) } },
      { type: 'section', text: { type: 'plain_text', text: firstWords(message, LONGEST_TEXT) || '–' } },
      {
        type: 'context',
        elements: [
          { type: 'plain_text', text: `${service} · ${severity}` },
          { type: 'mrkdwn', text: `<${url}|Open ${incident_id}>` },
        ],
      },
    ],
  };
}

/** The three characters that mean something to Slack: https://docs.slack.dev/messaging/formatting-message-text */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
