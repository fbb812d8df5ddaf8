import { type Assurance, type FaultPolicy, parseDefinition } from '../../domain/service-definition.ts';

interface Given {
  /** The module with the fault; further files that may be changed after it. */
  files: string[];
  body?: unknown;
  expected: unknown;
  timeoutMs?: number;
  assurance?: Assurance;
  policy?: Partial<FaultPolicy>;
}

/** A fault of the warehouse: its route is called as its module is. */
function fault(name: string, { files, body = {}, expected, timeoutMs = 8_000, assurance, policy }: Given) {
  const code = `FAULT_${name.replaceAll('-', '_').toUpperCase()}`;
  return {
    code,
    type: 'warehouse_fault',
    title: name,
    severity: 'low' as const,
    route: `/${name}`,
    logMarker: 'FAULT',
    allowedFiles: files,
    baselineFile: files[0] as string,
    probe: {
      kind: 'http' as const,
      request: { method: 'POST', path: `/${name}`, body },
      expect: { status: 200, body: expected },
      timeoutMs,
    },
    ...(assurance && { assurance }),
    ...(policy && { policy }),
  };
}

const upstream = (name: string, variable: string) => ({
  name,
  command: ['node', 'upstreams.mjs'],
  env: { NAME: name, PORT: '{port}' },
  health: '/health',
  variable,
});

/** Where nothing can help, few candidates show it as well as many. */
const FEW = { attempts: 2, candidates: 6 };

/** The fixture `warehouse`: a service with many faults, none of them one of the demonstration. */
export const warehouse = parseDefinition({
  name: 'warehouse',
  build: ['node', 'build.mjs'],
  typecheck: ['node_modules/.bin/tsc', '-p', '.'],
  start: ['node', '--enable-source-maps', 'dist/server.js'],
  health: '/up',
  database: { kind: 'postgres', migrate: ['node', 'migrate.mjs'] },
  upstreams: [
    upstream('rates', 'RATES_URL'),
    upstream('carriers', 'CARRIERS_URL'),
    upstream('insurer', 'INSURER_URL'),
  ],
  vary: {
    rate: { upstream: 'rates', variable: 'VALUE', production: 11, range: [2, 1_000_000] },
    carried: { upstream: 'carriers', variable: 'VALUE', production: 490, range: [2, 1_000_000] },
  },
  faults: [
    fault('low-stock', {
      files: ['src/low-stock.ts'],
      body: { below: 10 },
      expected: [
        { sku: 'crate', name: 'Euro crate' },
        { sku: 'tape', name: 'Packing tape' },
      ],
    }),
    fault('top-movers', {
      files: ['src/top-movers.ts'],
      body: { since: '2024-01-01', limit: 5 },
      expected: {
        movers: [
          { sku: 'bolt', gone: 10 },
          { sku: 'glove', gone: 8 },
        ],
      },
    }),
    fault('stock-level', {
      files: ['src/stock-level.ts'],
      body: { sku: 'glove' },
      expected: { sku: 'glove', left: 12, worth: 7800 },
    }),
    fault('annual-report', {
      files: ['src/annual-report.ts'],
      body: { year: 2024 },
      expected: { year: 2024, moved: 98 },
    }),
    fault('stock-take', {
      files: ['src/stock-take.ts', 'src/limits.ts'],
      expected: { bolt: 40, crate: 3, glove: 12, tape: 7 },
    }),
    fault('exchange-rate', {
      files: ['src/exchange-rate.ts'],
      body: { currency: 'SEK' },
      expected: { currency: 'SEK', rate: '$rate' },
      assurance: { successRate: 0.9, confidence: 0.95 },
    }),
    fault('shipping-quote', {
      files: ['src/shipping-quote.ts'],
      body: { grams: 1200 },
      expected: { grams: 1200, cents: '$carried' },
    }),
    fault('track-parcel', {
      files: ['src/track-parcel.ts'],
      body: { parcel: 'a1' },
      expected: { parcel: 'a1', state: 'in transit', hops: '$carried' },
    }),
    fault('parcel-label', {
      files: ['src/parcel-label.ts'],
      body: { parcel: 'a1' },
      expected: { parcel: 'a1', label: '$carried' },
      timeoutMs: 3_000,
    }),
    fault('delivery-days', {
      files: ['src/delivery-days.ts'],
      body: { service: 'express' },
      expected: { days: '$carried' },
    }),
    fault('order-detail', {
      files: ['src/order-detail.ts'],
      body: { order: 1 },
      expected: {
        order: 1,
        lines: [
          { sku: 'bolt', count: 12 },
          { sku: 'tape', count: 1 },
        ],
      },
    }),
    fault('address-label', {
      files: ['src/address-label.ts'],
      body: { customer: 10 },
      expected: { label: ['Hafenstr. 1', '24103 Kiel'] },
    }),
    fault('pick-trips', {
      files: ['src/pick-trips.ts'],
      body: { weights: [400, 300, 500, 200, 900, 100], capacity: 1000 },
      expected: {
        trips: [
          [400, 300],
          [500, 200],
          [900, 100],
        ],
      },
    }),
    fault('shipping-fees', {
      files: ['src/shipping-fees.ts'],
      body: {
        orders: [
          { cents: 5000, grams: 3000 },
          { cents: 4999, grams: 2000 },
          { cents: 800, grams: 2001 },
          { cents: 9900, grams: 9000 },
        ],
      },
      expected: { fees: [0, 490, 610, 0] },
    }),
    fault('is-available', {
      files: ['src/is-available.ts'],
      body: { sku: 'tape', count: 7 },
      expected: { sku: 'tape', available: true },
    }),
    fault('refund', {
      files: ['src/refund.ts'],
      body: { cents: 100 },
      expected: { refunded: 100 },
    }),
    fault('order-sizes', {
      files: ['src/order-sizes.ts'],
      body: { from: 2 },
      expected: [
        { order: 2, pieces: 2 },
        { order: 3, pieces: 0 },
      ],
    }),
    fault('freight-class', {
      files: ['src/freight-class.ts'],
      body: { kilos: [1, 12, 400, 1500] },
      expected: { classes: ['letter', 'parcel', 'pallet', 'truck'] },
    }),
    fault('loyalty-points', {
      files: ['src/loyalty-points.ts'],
      body: { totals: [1000, 4990, 12_500, 200] },
      expected: { points: [10, 62, 203, 0] },
      policy: { attempts: 2, candidates: 4 },
    }),
    fault('insurance', {
      files: ['src/insurance.ts'],
      body: { cents: 9900 },
      expected: { premium: 120 },
      timeoutMs: 1_500,
      policy: FEW,
    }),
    fault('salary-report', {
      files: ['src/salary-report.ts'],
      expected: { employees: 0, cents: null },
    }),
    fault('record-payment', {
      files: ['src/record-payment.ts'],
      body: { order: 1, cents: -500 },
      expected: { booked: true },
    }),
    fault('book-pickup', {
      files: ['src/book-pickup.ts'],
      body: { day: '2024-05-06' },
      expected: { day: '2024-05-06', booked: true },
      timeoutMs: 1_500,
      policy: FEW,
    }),
    fault('customs-duty', {
      files: ['src/customs-duty.ts'],
      body: { cents: 9900 },
      expected: { duty: '$rate' },
      timeoutMs: 1_500,
      policy: { attempts: 1, candidates: 4 },
    }),
  ],
});
