// What the summary of `npm run bench` consists of, in its order, and how large: for docs/benchmarks.md, and for a look whether all of
// it still runs.

/** @type {Array<{ bench: string, long: Record<string, string>, short: Record<string, string> }>} settings of the measurements */
export const plan = [
	{
		bench: 'profiles',
		long: { BENCH_ROWS: '100000', BENCH_BLOCKS: '3', BENCH_ONLY: 'plain references|HTTP Request' },
		short: { BENCH_ROWS: '400', BENCH_ONLY: '^Batch: plain references|^n8n: .*Aggregate' },
	},
	{
		bench: 'events',
		long: { BENCH_SECONDS: '120', BENCH_ONLY: 'Gather → Track$|Trigger → Track|n8n: ' },
		short: { BENCH_SECONDS: '3', BENCH_CONCURRENCY: '4', BENCH_ONLY: 'Gather → Track$|No Operation' },
	},
	{ bench: 'batchTrigger', long: { BENCH_TURNS: '60' }, short: { BENCH_TURNS: '2', BENCH_REQUESTS: '5' } },
	{ bench: 'poool', long: { BENCH_TURNS: '24' }, short: { BENCH_TURNS: '1', BENCH_REQUESTS: '5' } },
	{
		bench: 'files',
		long: { BENCH_MEGABYTES: '185', BENCH_BLOCKS: '3', BENCH_ONLY: 'Trigger: .* 40,000 a run' },
		short: { BENCH_MEGABYTES: '1', BENCH_BLOCKS: '1', BENCH_WARM_UP: '0', BENCH_ONLY: 'Trigger: Rows, 40,000 a run' },
	},
	{
		bench: 'audience',
		long: { BENCH_ROWS: '1000000', BENCH_BLOCKS: '3' },
		short: { BENCH_ROWS: '10000', BENCH_ONLY: 'Update' },
	},
	{
		bench: 'audience-file',
		long: { BENCH_ROWS: '1000,10000,100000,1000000,10000000', BENCH_BLOCKS: '3' },
		short: { BENCH_ROWS: '1000', BENCH_WARM_UP: '10000' },
	},
	{ bench: 'start', long: { BENCH_RUNS: '15', BENCH_STARTS: '3' }, short: { BENCH_RUNS: '1', BENCH_STARTS: '1' } },
];
