import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { defaultBatchName } from '../../../nodes/PooolTrigger/catalogue/batchName';
import { defaultEvents, pageEvents } from '../../../nodes/PooolTrigger/catalogue/events';
import { eventKey, type EventSource } from '../../../nodes/PooolTrigger/catalogue/pageEvent';
import { serverEvents } from '../../../nodes/PooolTrigger/catalogue/serverEvents';
import { payloads, sentPayloads } from '../../fixtures/poool/payloads';
import { serverBatchName } from '../../../nodes/PooolTrigger/server/prepareServerCall';

const project = fileURLToPath(new URL('../../../', import.meta.url));
const table = `${project}nodes/PooolTrigger/catalogue/accessEvents.ts`;
const types = createRequire(import.meta.url).resolve('@types/poool-access/index.d.ts');

/** Compiles the event table against Poool's types as they would be after `change`, and gives what the build would say. */
function compileWith(change: (types: string) => string): string[] {
	const { config } = ts.readConfigFile(`${project}tsconfig.json`, ts.sys.readFile);
	const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [table] }, ts.sys, project);
	const host = ts.createCompilerHost(options);
	const { readFile } = host;
	host.readFile = (file) => (file.endsWith('poool-access/index.d.ts') ? change(readFileSync(types, 'utf8')) : readFile(file));
	const getSourceFile = host.getSourceFile.bind(host);
	host.getSourceFile = (file, version, ...rest) =>
		file.endsWith('poool-access/index.d.ts')
			? ts.createSourceFile(file, host.readFile(file) ?? '', version)
			: getSourceFile(file, version, ...rest);
	const program = ts.createProgram([table], { ...options, noEmit: true, types: [] }, host);
	return ts
		.getPreEmitDiagnostics(program, program.getSourceFile(table))
		.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the table of Access events', () => {
	it('agrees with the types of today', () => {
		expect(compileWith((text) => text)).toEqual([]);
	});

	it('fails the build when a later version knows one more', () => {
		const more = (text: string) => text.replace('| "onExternalLinkClick";', '| "onExternalLinkClick" | "shareClick" | "onShareClick";');
		expect(more(readFileSync(types, 'utf8'))).toContain('shareClick');
		expect(compileWith(more).join('\n')).toContain('shareClick');
	});

	it('fails the build when a later version knows one less', () => {
		const less = (text: string) => text.replace('| "answer"\n', '').replace('| "onAnswer"\n', '');
		expect(compileWith(less).join('\n')).toContain('answer');
	});
});

describe('the events that the page of the browser tests makes', () => {
	it('are all of the table, and none besides', () => {
		const made = [
			...Object.entries(payloads).flatMap(([source, events]) => Object.keys(events).map((name) => eventKey({ source: source as EventSource, name }))),
			...Object.keys(sentPayloads).map((name) => eventKey({ source: 'audit', name })),
		];
		expect(made.sort()).toEqual(pageEvents.map(eventKey).sort());
	});
});

describe('the names in Batch', () => {
	it('are valid and all different, with the default prefix', () => {
		const keys = pageEvents.map(eventKey);
		const names = [
			...keys.map((key) => defaultBatchName(key, 'poool_')),
			...serverEvents.map(({ name }) => serverBatchName(name, 'poool_')),
		];
		expect(names.filter((name) => !/^[a-z0-9_]{1,30}$/.test(name))).toEqual([]);
		expect(new Set(names).size).toBe(names.length);
		expect(keys).toHaveLength(31);
		expect(defaultEvents.filter((key) => !keys.includes(key))).toEqual([]);
	});

	it('are the snake case of Poool’s own, and of the site’s', () => {
		expect(defaultBatchName('access.subscribeClick', 'poool_')).toBe('poool_subscribe_click');
		expect(defaultBatchName('audit.page-view', 'poool_')).toBe('poool_page_view');
		expect(defaultBatchName('site.Article read!', 'poool_')).toBe('poool_article_read');
	});
});
