// Loaded into n8n before all else (--require): its clock is ahead by as many milliseconds as a file says.
const { readFileSync } = require('node:fs');

const { now } = Date;
let ahead = 0;
setInterval(() => {
	try {
		ahead = Number(readFileSync(process.env.MOVABLE_CLOCK, 'utf8'));
	} catch {
		// Nobody has set it yet.
	}
}, 20).unref();

globalThis.Date = new Proxy(Date, {
	construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now() + ahead] : given, newTarget),
	apply: (target) => new target(now() + ahead).toString(),
});
Date.now = () => now() + ahead;
