import type { FeedItem } from '../../briefing/timeline-feed.ts';

/** An item of the feed as a server-sent event. Its data is JSON, which holds no line break. */
export function formatEvent(item: FeedItem): string {
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
