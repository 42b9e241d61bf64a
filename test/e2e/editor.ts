import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { findChromium } from '../../scripts/support/chromium.mjs';

const patienceMilliseconds = 60_000;

/** Polls under one name: what is expected of a page holds soon, not at once. */
export const soon = { timeout: patienceMilliseconds, interval: 200 };

const contextOptions = () => ({ baseURL: inject('n8n').url, viewport: { width: 1500, height: 1100 } });

export type Theme = 'light' | 'dark';

/** What a person does in n8n's editor, in one window of a browser. */
export class Editor {
	/** What the page wrote to the console as an error since it was last forgotten. */
	readonly #errors: string[] = [];
	readonly #pictures?: string;
	static #pictureNumber = 0;
	#savedWorkflow = '';

	private constructor(
		readonly page: Page,
		private readonly browser: Browser,
	) {
		const { E2E_SCREENSHOTS: folder } = process.env;
		if (folder) {
			mkdirSync(folder, { recursive: true });
			this.#pictures = folder;
		}
		page.setDefaultTimeout(patienceMilliseconds);
		page.on('console', (message) => {
			if (message.type() === 'error') this.#errors.push(message.text());
		});
		page.on('pageerror', ({ message }) => this.#errors.push(message));
		page.on('response', (response) => {
			const isSave = /\/rest\/workflows(\/|\?|$)/.test(response.url()) && response.request().method() !== 'GET';
			if (isSave && response.ok()) this.#savedWorkflow = response.request().postData() ?? '';
		});
	}

	static async start(): Promise<Editor> {
		const browser = await chromium.launch({
			executablePath: findChromium(),
			// Nothing of what is tested lies elsewhere, and a test must not depend on it. Playwright's own way of keeping pages from
			// other hosts switches the browser's cache off, and n8n's editor is large.
			args: ['--no-sandbox', '--disable-background-networking', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
		});
		const context = await browser.newContext(contextOptions());
		return new Editor(await context.newPage(), browser);
	}

	/** A further window of the same browser, signed in when this one is. A tab would be hidden, and a browser lets hidden pages wait. */
	async anotherWindow(): Promise<Editor> {
		const storageState = await this.page.context().storageState();
		const context = await this.browser.newContext({ ...contextOptions(), storageState });
		return new Editor(await context.newPage(), this.browser);
	}

	/** The browser, with all of its windows. */
	async close(): Promise<void> {
		await this.browser.close();
	}

	/** Errors in the console so far, without what tells one occurrence from another. */
	takeErrors(): string[] {
		return this.#errors.splice(0).map((text) => text.split('\n')[0].replace(/https?:\S+/g, '<address>').trim());
	}

	/** Keeps a picture of the page in the folder E2E_SCREENSHOTS, if there is one. */
	async picture(name: string): Promise<void> {
		if (this.#pictures === undefined) return;
		// Panels slide in, and icons of a theme come after the theme.
		await this.page.waitForTimeout(400);
		const number = String(++Editor.#pictureNumber).padStart(2, '0');
		await this.page.screenshot({ path: join(this.#pictures, `${number}-${name}.png`) });
	}

	/** The same in both themes; the light one stays. */
	async pictures(name: string): Promise<void> {
		if (this.#pictures === undefined) return;
		for (const theme of ['dark', 'light'] as const) {
			await this.setTheme(theme);
			await this.picture(`${name}-${theme}`);
		}
	}

	/** The same of a form, with what one has to scroll to. */
	async pictureOfForm(name: string, form: Locator): Promise<void> {
		const size = this.page.viewportSize();
		if (this.#pictures === undefined || size === null) return;
		const hidden = await form.evaluate((element) => {
			let height = 0;
			for (let part: Element | null = element; part !== null; part = part.parentElement) {
				height = Math.max(height, part.scrollHeight - part.clientHeight);
			}
			return height;
		});
		await this.page.setViewportSize({ ...size, height: size.height + hidden * 2 });
		await this.pictures(name);
		await this.page.setViewportSize(size);
	}

	async pictureOfFailure(testName: string): Promise<string> {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-batch-e2e-'));
		const path = join(folder, `${testName.replace(/\W+/g, '-').slice(0, 80)}.png`);
		await this.page.screenshot({ path, timeout: 10_000 });
		return path;
	}

	async signIn(): Promise<void> {
		const { owner } = inject('n8n');
		await this.page.goto('/signin');
		await this.page.locator('input[name="emailOrLdapLoginId"], #emailOrLdapLoginId, input[type="email"]').first().fill(owner.email);
		await this.page.locator('input[type="password"]').fill(owner.password);
		await this.part('form-submit-button').click();
		await this.page.waitForURL(/\/(home|workflow)/);
	}

	/** The system's theme; n8n follows it until somebody chooses one. */
	async setTheme(theme: Theme): Promise<void> {
		await this.page.emulateMedia({ colorScheme: theme });
	}

	/** What n8n marks for tests. */
	part(testId: string, within: Page | Locator = this.page): Locator {
		return within.locator(`[data-test-id="${testId}"]`);
	}

	get nodePicker(): Locator {
		return this.part('node-creator');
	}

	get nodeDetails(): Locator {
		return this.part('ndv');
	}

	/** The form of the opened node, without its settings tab. */
	get form(): Locator {
		return this.part('node-parameters', this.nodeDetails);
	}

	get output(): Locator {
		return this.part('output-panel', this.nodeDetails);
	}

	get credentialDialog(): Locator {
		return this.part('editCredential-modal');
	}

	/** What is to be filled in there, without its other tabs. */
	get credentialForm(): Locator {
		return this.part('node-credentials-config-container', this.credentialDialog);
	}

	/** The control of a field, e.g. `customId` or `attributes.attribute[0].name`; in the credential's dialog its name alone. */
	field(path: string): Locator {
		return this.form.locator(`[data-parameter-path="parameters.${path}"]`);
	}

	credentialField(name: string): Locator {
		return this.part(`parameter-input-${name}`, this.credentialDialog);
	}

	/** What a select shows. */
	async chosen(path: string): Promise<string> {
		return await this.field(path).locator('input').first().inputValue();
	}

	async startWorkflow(): Promise<void> {
		await this.page.goto('/workflow/new');
		await this.part('canvas-plus-button').waitFor();
	}

	async searchNodes(text: string): Promise<void> {
		await this.part('node-creator-search-bar').fill(text);
	}

	/** An entry of the node picker: a node, or an action of one. */
	pickerEntry(name: string | RegExp): Locator {
		const title = typeof name === 'string' ? new RegExp(`^\\s*${name}\\s*$`) : name;
		return this.part('item-iterator-item', this.nodePicker).filter({
			has: this.page.locator('[data-test-id="node-creator-item-name"]', { hasText: title }),
		});
	}

	canvasNode(name: string): Locator {
		// The ends of connections have names, too: an agent names what it takes.
		const title = this.page.locator(`xpath=.//*[normalize-space(text())="${name}" and not(ancestor::*[contains(@class, "vue-flow__handle")])]`);
		return this.part('canvas-node').filter({ has: title });
	}

	async openNode(name: string): Promise<void> {
		await this.canvasNode(name).first().dblclick();
		await this.form.waitFor();
	}

	async goToWorkflow(id: string): Promise<void> {
		await this.page.goto(`/workflow/${id}`);
		await this.part('canvas-node').first().waitFor();
	}

	/** Opens the dialog of a stored credential from the list of them. */
	async openCredential(id: string): Promise<void> {
		await this.page.goto(`/home/credentials/${id}`);
		await this.credentialForm.waitFor();
	}

	/** What the question marks beside these labels say: label and text, in the order of the form. */
	async descriptions(form: Locator, labels: ReadonlySet<string>): Promise<Array<[label: string, description: string]>> {
		const read: Array<[string, string]> = [];
		for (const label of await form.locator('label').filter({ visible: true }).all()) {
			const seen = await label.evaluate(markOfLabel);
			if (seen === undefined || !labels.has(seen.title)) continue;
			let description: string | undefined;
			for (let tries = 0; tries < 10 && description === undefined; tries++) {
				// From afar: on the way from one mark to the next, the editor keeps the tooltip it has.
				await this.page.mouse.move(0, 0);
				// The first move shows the mark, the second is over it.
				await this.page.mouse.move(seen.x - 1, seen.y);
				await this.page.mouse.move(seen.x, seen.y);
				description = await label.evaluate(openTooltipOf);
			}
			if (description === undefined) throw new Error(`The description of ${seen.title} does not show`);
			read.push([seen.title, description]);
		}
		await this.page.mouse.move(0, 0);
		return read;
	}

	async closeNode(): Promise<void> {
		await this.part('ndv-close-button').click();
		await this.form.waitFor({ state: 'hidden' });
	}

	async runStep(): Promise<void> {
		await this.part('node-execute-button', this.nodeDetails).click();
	}

	async saveCredential(): Promise<void> {
		await this.part('credential-save-button', this.credentialDialog).click();
	}

	async closeCredential(): Promise<void> {
		await this.credentialDialog.locator('button[aria-label="Close this dialog"]').click();
		await this.credentialDialog.waitFor({ state: 'hidden' });
	}

	/** Saves and waits until n8n has stored a workflow that holds these texts: newer editors save by themselves, too. */
	async save(...texts: string[]): Promise<void> {
		await this.page.keyboard.press('Control+s');
		await expect.poll(() => texts.filter((text) => !this.#savedWorkflow.includes(text)), soon).toEqual([]);
	}
}

/**
 * Several editors, for a test file whose tests run at once: most of what a test of the editor takes is waiting. A test that
 * fails leaves a picture of the page.
 * @returns what gives a test an editor of its own as soon as one is free
 */
export function useEditors(count: number): <Result>(test: string, work: (editor: Editor) => Promise<Result>) => Promise<Result> {
	const free: Editor[] = [];
	const waiting: Array<(editor: Editor) => void> = [];
	const release = (editor: Editor): void => {
		const next = waiting.shift();
		if (next === undefined) free.push(editor);
		else next(editor);
	};
	let first: Editor | undefined;
	beforeAll(async () => {
		first = await Editor.start();
		await first.signIn();
		// Of the page before: nobody was signed in.
		first.takeErrors();
		release(first);
		for (let opened = 1; opened < count; opened++) release(await first.anotherWindow());
	});
	afterAll(async () => {
		await first?.close();
	});
	return async (test, work) => {
		const editor = free.pop() ?? (await new Promise<Editor>((resolve) => waiting.push(resolve)));
		let hasFailed = true;
		try {
			const result = await work(editor);
			hasFailed = false;
			return result;
		} finally {
			if (hasFailed) process.stderr.write(`\nThe page when "${test}" failed: ${await editor.pictureOfFailure(test)}\n`);
			release(editor);
		}
	};
}

/** Runs in the page: the title of a label and where its question mark is, once that is in sight. */
function markOfLabel(label: HTMLElement | SVGElement): { title: string; x: number; y: number } | undefined {
	const mark = label.querySelector('svg[data-icon="circle-help"]');
	if (mark === null) return undefined;
	mark.scrollIntoView({ block: 'center' });
	const { left, top, width, height } = mark.getBoundingClientRect();
	const title = (label.querySelector('span')?.textContent ?? '').replace(/\s+/g, ' ').trim();
	return { title: title.replace(/ \*$/, ''), x: left + width / 2, y: top + height / 2 };
}

/** Runs in the page: what the tooltip of a label's question mark says, as soon as it is open and no other is. */
async function openTooltipOf(label: HTMLElement | SVGElement): Promise<string | undefined> {
	for (const until = Date.now() + 3_000; Date.now() < until; await new Promise((resolve) => setTimeout(resolve, 20))) {
		const isOpen = label.querySelector('[data-state$="-open"]') !== null;
		const [tooltip, ...others] = document.querySelectorAll<HTMLElement>('[data-test-id="tooltip-content"]');
		if (isOpen && tooltip !== undefined && others.length === 0) return tooltip.innerText.replace(/\s+/g, ' ').trim();
	}
	return undefined;
}

/** The images of a part of the page, and whether the browser could draw them. */
export async function imagesIn(part: Locator): Promise<Array<{ file: string; isDrawn: boolean }>> {
	return await part.locator('img').evaluateAll((images) =>
		(images as HTMLImageElement[])
			// Editors of code put images without an address beside what they mark.
			.filter((image) => image.hasAttribute('src') && image.checkVisibility())
			.map(({ src, naturalWidth }) => ({ file: src.replace(/^.*\//, ''), isDrawn: naturalWidth > 0 })),
	);
}

/** Gives a test file its browser, signed in; a test that fails leaves a picture of the page. */
export function useEditor(): { readonly current: Editor } {
	let editor: Editor | undefined;
	beforeAll(async () => {
		editor = await Editor.start();
		await editor.signIn();
	});
	afterEach(async ({ task }) => {
		if (task.result?.state !== 'fail' || editor === undefined) return;
		process.stderr.write(`\nThe page when "${task.name}" failed: ${await editor.pictureOfFailure(task.name)}\n`);
	});
	afterAll(async () => {
		await editor?.close();
	});
	return {
		get current() {
			if (editor === undefined) throw new Error('The browser is not up');
			return editor;
		},
	};
}
