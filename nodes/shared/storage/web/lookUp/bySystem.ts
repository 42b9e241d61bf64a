import type { WayToLookUp } from './way';

export const bySystem: WayToLookUp = async (hostname) => {
	const { lookup } = await import('../../../vendor/dns');
	return (await lookup(hostname, { all: true })).map(({ address }) => address);
};
