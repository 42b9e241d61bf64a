/** In the order of the year, each as servers of the usual languages shorten it; without accents and dots, in lower case. */
const names: ReadonlyArray<readonly string[]> = [
	['jan', 'janv', 'ene', 'gen', 'sty', 'ian', 'tammi', 'oca', 'янв', 'ιαν'],
	['feb', 'fev', 'fevr', 'lut', 'febr', 'helmi', 'sub', 'фев', 'φεβ'],
	['mar', 'mars', 'mrz', 'mrt', 'marz', 'maerz', 'marc', 'march', 'maalis', 'мар', 'μαρ'],
	['apr', 'avr', 'abr', 'kwi', 'april', 'avril', 'huhti', 'nis', 'апр', 'απρ'],
	['may', 'mai', 'mag', 'mei', 'maj', 'maig', 'touko', 'маи', 'мая', 'μαι'],
	['jun', 'juin', 'giu', 'juni', 'cze', 'iun', 'june', 'juny', 'kesa', 'haz', 'июн', 'ιουν'],
	['jul', 'juil', 'lug', 'juli', 'lip', 'iul', 'july', 'heina', 'tem', 'июл', 'ιουλ'],
	['aug', 'aout', 'ago', 'sie', 'elo', 'agu', 'авг', 'αυγ'],
	['sep', 'sept', 'set', 'wrz', 'szept', 'syys', 'eyl', 'сен', 'σεπ'],
	['oct', 'okt', 'ott', 'out', 'paz', 'loka', 'eki', 'окт', 'οκτ'],
	['nov', 'lis', 'noi', 'marras', 'kas', 'ноя', 'νοε'],
	['dec', 'dez', 'dic', 'des', 'gru', 'joulu', 'ara', 'дек', 'δεκ'],
];

const english = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const numbers = new Map(names.flatMap((some, index) => some.map((name) => [name, index] as const)));

/** 0 to 11; undefined for what is no month. */
export function monthOf(name: string): number | undefined {
	return numbers.get(name.normalize('NFD').replace(/[\u0300-\u036f.]/g, '').toLowerCase());
}

/** Behind the size: a month and a day, or a day and a month, then a time or a year. */
const date = /(\s\d{1,19}\s{1,20})(?:(\d{1,2})\.?\s{1,3}([^\s\d]{3,6})|([^\s\d]{3,6})\s{1,3}(\d{1,2})\.?)(\s{1,3}(?:\d{1,2}:\d{2}|\d{4})\s)/;

/** A line of a listing for people, with its date as an English server would write it. */
export function inEnglish(line: string): string {
	return line.replace(date, (whole, size: string, dayFirst?: string, monthSecond?: string, monthFirst?: string, daySecond?: string, rest = '') => {
		const month = monthOf(monthSecond ?? monthFirst ?? '');
		return month === undefined ? whole : `${size}${english[month]} ${(dayFirst ?? daySecond ?? '').padStart(2)}${rest}`;
	});
}
