// The sandbox in a process of its own, so that its work is not taken for that of what is measured. Started by bench/profiles.mjs.
import { startSandbox } from '../../test/sandbox/sandbox.ts';

// What the log would keep of a hundred thousand requests is of no use here.
const sandbox = await startSandbox({ retention: { requests: 100, bodies: 10 } });
process.send({ url: sandbox.url, keys: sandbox.keys });
process.on('message', (message) => {
	if (message === 'count') process.send({ profiles: sandbox.state.profiles.size });
});
process.on('disconnect', () => void sandbox.close());
