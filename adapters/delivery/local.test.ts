import { createTestRig } from '../../stack/delivery/testing/test-rig.ts';
import { describeDelivery } from './contract.ts';
import { createLocalDelivery } from './local.ts';

describeDelivery('local', async () => {
  const rig = await createTestRig();
  rig.commit('First', { 'values/n.txt': '0' });
  const running = await rig.start();
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
      return rig.commit(`Number ${number}`, { 'values/n.txt': String(number) });
    },
    pushBad: async () => rig.commit('Bad', { 'breaks/x.txt': 'check' }),
    request: async (path) => void (await fetch(`http://127.0.0.1:${running.port}${path}`)),
    disappear: () => running.close(),
    close: () => rig.close(),
  };
});
