import { expect, it } from 'vitest';
import { appLimits, appNameRule, groupIdRule } from '../../../nodes/shared/batch/contract/appContract.ts';
import type { Limit, NameRule, RateLimit } from '../../../nodes/shared/batch/contract/limit.ts';
import { projectLimits, projectNameRule } from '../../../nodes/shared/batch/contract/projectContract.ts';
import { exportRates } from '../../../nodes/shared/batch/routes/exports.ts';
import { profileRates } from '../../../nodes/shared/batch/routes/profiles.ts';
import { otherRate } from '../../../nodes/shared/batch/routes/route.ts';
import { linked } from './support/reference.ts';

/** `customIdCharacters` → `Custom id characters`. */
const words = (name: string) => {
	const spaced = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
	return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

const number = (value: number) => value.toLocaleString('en');

const limitTable = (limits: Record<string, Limit>) =>
	[
		'| What | At most | Source |',
		'| --- | --- | --- |',
		...Object.entries(limits).map(
			([name, { value, unit, source }]) => `| ${words(name)} | ${number(value)} ${unit} | ${source} |`,
		),
	].join('\n');

const rateTable = (rates: Record<string, RateLimit>) =>
	[
		'| Route | Rate | At once after a pause | Source |',
		'| --- | --- | --- | --- |',
		...Object.entries(rates).map(
			([name, { perSecond, burst, unit, source }]) =>
				`| ${words(name)} | ${perSecond < 1 ? `${number(perSecond * 3_600)} ${unit}s an hour` : `${number(perSecond)} ${unit}s a second`} | ${number(burst)} | ${source} |`,
		),
	].join('\n');

const ruleLine = (what: string, { words: rule, source }: NameRule) => `- ${what} ${rule} (${source}).`;

// The page is written from the tables that validate at run time, so that it cannot disagree with them.
it('docs/limits.md says what the contract says (npm test -- -u writes it anew)', async () => {
	const page = `# Limits

What the nodes check before anything is sent. A row that breaks a rule is refused with the field, the value and the
rule; nothing is cut. This page is written from the tables of \`nodes/shared/batch/contract\`. The sources are sections of
the [reference](reference/README.md), compiled from <https://doc.batch.com> and, where it says SDK, from the source of Batch's
Web SDK: there the server's own figure is not published, and the SDK's is taken as a safe bound.

## Project API (2.x)

${limitTable(projectLimits)}

${ruleLine('Names of attributes and events', projectNameRule)}

### Rates

${rateTable({ ...profileRates, ...exportRates, other: otherRate })}

The nodes send at 95 % of a rate and keep a fifth of what may go at once in reserve (no more than comes back in a second), since calls do not travel evenly and
a 429 costs at least 5 seconds. All executions of one n8n process share the pace. Several processes, or other programs
that use the same project, divide it with **Share of Rate Limit**.

## App API (1.x)

${limitTable(appLimits)}

${ruleLine('Names of attributes and events', appNameRule)}
${ruleLine('Group IDs', groupIdRule)}

No rate is documented for this family. After a 429 the nodes wait at least 5 seconds, or as long as Batch asks.
`;
	await expect(linked(page)).toMatchFileSnapshot('../../../docs/limits.md');
});
