/** `subscribeClick` and `page-view` in the form Batch's names have: `subscribe_click`, `page_view`. */
export function snakeCase(name: string): string {
	return name
		.replace(/([a-z0-9])([A-Z])/g, '$1_$2')
		.replace(/[^A-Za-z0-9]+/g, '_')
		.replace(/^_|_$/g, '')
		.toLowerCase();
}

/** Letters that no accent makes. */
const letters: Readonly<Record<string, string>> = { æ: 'ae', Æ: 'Ae', œ: 'oe', Œ: 'Oe', ø: 'o', Ø: 'O', ß: 'ss', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D' };

/** The same of what people write: `Abonné créé` is `abonne_cree`. Empty where nothing of it is a letter of a name in Batch. */
export function snakeCaseOfWords(words: string): string {
	const plain = words.normalize('NFD').replace(/\p{M}/gu, '');
	return snakeCase(plain.replace(/[æœøßłđ]/giu, (letter) => letters[letter] ?? letter));
}
