import type { Metric, MetricObjectWithValues, MetricValue } from 'prom-client';
import type { Measure } from '../../store/store.ts';

interface StoredHistogram {
  name: string;
  help: string;
  /** Counts of values between this `le` and the one below it. */
  buckets: Measure[];
  sums: Measure[];
}

/** As the database counts them, see `store/migrations/0008-measures.ts`. */
const BOUNDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 14_400].map(
  String,
);

/**
 * A histogram of values that the database counted. prom-client's own histogram only counts what it observes; its
 * registry calls only `get`.
 */
export function storedHistogram({ name, help, buckets, sums }: StoredHistogram): Metric {
  const values = sums.flatMap(({ labels, value: sum }): (MetricValue<string> & { metricName: string })[] => {
    const own = buckets.filter((bucket) => belongs(bucket, labels));
    let count = 0;
    const cumulated = [...BOUNDS, '+Inf'].map((le) => {
      count += own.find((bucket) => bucket.labels.le === le)?.value ?? 0;
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
    });
    return [
      ...cumulated,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  });
  const metric = { name, help, type: 'histogram', aggregator: 'sum', values };
  return {
    name,
    get: async () => metric as unknown as MetricObjectWithValues<MetricValue<string>>,
    reset: () => {},
  } as unknown as Metric;
}

function belongs(bucket: Measure, labels: Record<string, string>): boolean {
  return Object.entries(labels).every(([label, value]) => bucket.labels[label] === value);
}
