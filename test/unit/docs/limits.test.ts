import { expect, it } from 'vitest';
import { figuresOf, number, words, type Figures, type Named } from './support/figures.ts';
import type { Limit, NameRule, RateLimit } from '../../../nodes/shared/batch/contract/limit.ts';
import { linked } from './support/reference.ts';

const limitTable = (limits: Array<Named<Limit>>) =>
	[
		'| What | At most | Source |',
		'| --- | --- | --- |',
		...limits.map(
			([name, { value, unit, source }]) => `| ${words(name)} | ${number(value)} ${unit} | ${source} |`,
		),
	].join('\n');

const rateTable = (rates: Array<Named<RateLimit>>) =>
	[
		'| Route | Rate | At once after a pause | Source |',
		'| --- | --- | --- | --- |',
		...rates.map(
			([name, { perSecond, burst, unit, source }]) =>
				`| ${name === 'otherRate' ? 'Any other' : words(name)} | ${perSecond < 1 ? `${number(perSecond * 3_600)} ${unit}s an hour` : `${number(perSecond)} ${unit}${perSecond === 1 ? '' : 's'} a second`} | ${number(burst)} | ${source} |`,
		),
	].join('\n');

/** How the rules that have no telling name are called. */
const ruleNames: Record<string, string> = {
	projectNameRule: 'Names of attributes and events',
	appNameRule: 'Names of attributes and events',
	groupIdRule: 'Group IDs',
	catalogFieldNameRule: 'Names of the fields of a catalog',
	tableNameRule: 'Names of app data tables',
};

const ruleLine = ([name, { words: rule, source }]: Named<NameRule>) => `- ${ruleNames[name] ?? words(name.replace(/Rule$/, ''))} ${rule} (${source}).`;

const ruleLines = ({ rules }: Figures) => rules.map(ruleLine).join('\n');

// The page is written from the tables that validate at run time, so that it cannot disagree with them.
it('docs/limits.md says what the contract and the routes say (npm test -- test/unit/docs -u writes it anew)', async () => {
	const project = await figuresOf('batch-api-2x.md');
	const app = await figuresOf('batch-api-1x.md');
	const page = `# Limits

What the nodes check before anything is sent. A row that breaks a rule is refused with the field, the value and the
rule; nothing is cut. This page is written from the tables of \`nodes/shared/batch/contract\` and
\`nodes/shared/batch/routes\`. The sources are sections of the [reference](reference/README.md), compiled from <https://doc.batch.com>
and, where it says SDK, from the source of Batch's Web SDK: there the server's own figure is not published, and the SDK's is taken as a safe bound.

## Project API (2.x)

${limitTable(project.limits)}

${ruleLines(project)}

### Rates

${rateTable(project.rates)}

The nodes send at 95 % of a rate, keep a fifth of what may go at once in reserve at first (no more than comes back in a second), and take into account how
long each call was under way: Batch counts a call when it arrives, and while it is held up, a rate that is all there gains nothing. So they are seldom turned away;
a 429 costs at least 5 seconds. All executions of one n8n process share the pace. Several processes, or other programs
that use the same project, divide it with **Share of Rate Limit**. Where nobody has set it, a process that is answered 429 goes on at half
its pace and takes the rest back in some twenty minutes: two that began with the whole rate get along, less than one call in a hundred turned away.

## App API (1.x)

${limitTable(app.limits)}

${ruleLines(app)}

No rate is documented for this family. After a 429 the nodes wait at least 5 seconds, or as long as Batch asks.
`;
	await expect(linked(page)).toMatchFileSnapshot('../../../docs/limits.md');
});
