import type { Locator } from 'playwright-core';

/** What a person reads in the form of a node or a credential. */
export interface FormRead {
	readonly labels: string[];
	/** What selects show as chosen. */
	readonly choices: string[];
	readonly notices: string[];
	readonly text: string;
	/** Labels that do not fit: the editor shows their beginning. */
	readonly cut: string[];
}

export async function readForm(form: Locator): Promise<FormRead> {
	return await form.evaluate((root: HTMLElement) => {
		const visible = (selector: string) =>
			[...root.querySelectorAll<HTMLElement>(selector)].filter((element) => element.checkVisibility());
		const tidy = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').trim();
		const isCut = (element: HTMLElement) =>
			element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === 'hidden';
		return {
			cut: visible('label')
				.filter((label) => [label, ...label.querySelectorAll<HTMLElement>('*')].some(isCut))
				.map((label) => tidy(label.textContent)),
			// Without the star of a field that has to be filled in.
			labels: visible('label').map((label) => tidy((label.querySelector('span') ?? label).textContent).replace(/ \*$/, '')),
			choices: [
				...visible('input[role="combobox"]').map((input) => tidy((input as HTMLInputElement).value)),
				...visible('.el-select__tags-text').map(({ textContent }) => tidy(textContent)),
			].filter((choice) => choice !== ''),
			notices: visible('.notice').map(({ innerText }) => tidy(innerText)),
			text: root.innerText,
		};
	});
}
