import type { FeedItem } from '../../briefing/timeline-feed.ts';

/** Items as server-sent events, in bytes. */
export type Encode = (items: readonly FeedItem[]) => Uint8Array;

/** Encodes what all pages are told once, however many they are. */
export function createEncoder(): Encode {
  const known = new WeakMap<readonly FeedItem[], Uint8Array>();
  return (items) => {
    const bytes = known.get(items) ?? encode(items.map(toText).join(''));
    known.set(items, bytes);
    return bytes;
  };
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

// Data is JSON, which holds no line break.
function toText(item: FeedItem): string {
  switch (item.event) {
    case 'ready':
      return `event: ready\ndata: ${JSON.stringify({ seq: item.seq })}\nid: ${item.seq}\n\n`;
    case 'timeline':
      return `event: timeline\ndata: ${JSON.stringify(item.entry)}\nid: ${item.entry.seq}\n\n`;
    case 'refresh':
      return 'event: refresh\ndata: {}\n\n';
    default:
      return `event: ${item.event}\ndata: ${JSON.stringify(item.news)}\n\n`;
  }
}
