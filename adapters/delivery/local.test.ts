import { createWorkbench } from '../../stack/delivery/testing/workbench.ts';
import { describeDelivery } from './contract.ts';
import { createLocalDelivery } from './local.ts';

describeDelivery('local', async () => {
  const bench = createWorkbench();
  bench.commit('First', { 'values/n.txt': '0' });
  const running = await bench.start();
  let number = 0;
  return {
    delivery: createLocalDelivery({
      running: {
        url: `http://127.0.0.1:${running.port}`,
        release: { path: '/up/build', field: 'build_sha' },
      },
      deliveryUrl: `http://127.0.0.1:${running.pagesPort}`,
    }),
    async pushGood() {
      number += 1;
      return bench.commit(`Number ${number}`, { 'values/n.txt': String(number) });
    },
    pushBad: async () => bench.commit('Bad', { 'breaks/x.txt': 'check' }),
    disappear: () => running.close(),
    close: () => bench.close(),
  };
});
