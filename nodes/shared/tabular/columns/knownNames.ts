import { matchHeader, wordsOf } from './aliases';

/**
 * Names of columns beyond those of Batch's fields (aliases.ts), in the languages in which lists of customers usually come.
 * Written without case, blanks, underscores and accents. A list to grow.
 */
const names: ReadonlySet<string> = new Set(
	[
		'email mail emailaddress mailaddress emails courriel adressemail adresseemail correo correoelectronico emailadresse',
		'firstname givenname prenom vorname nombre nome voornaam primeironome',
		'lastname surname familyname nom nomdefamille nachname apellido apellidos cognome achternaam sobrenome',
		'name fullname username login pseudo nickname',
		'phone phonenumber telephone tel mobile mobilephone mobilenumber msisdn portable telefon telefono telefone numerodetelephone gsm',
		'gender sex sexe civilite geschlecht sexo genere birthday birthdate dateofbirth dob datedenaissance geburtsdatum age alter edad',
		'address adresse street rue city town ville stadt ciudad citta zip zipcode postcode postalcode codepostal plz',
		'country countrycode pays land pais paese region state language langue sprache idioma lingua locale timezone',
		'company societe firma empresa azienda title titre description comment',
		'ids sku ean gtin isbn product productid produit produkt producto item itemid article articleid reference',
		'price prix preis precio prezzo amount montant betrag importe currency devise quantity quantite orderid order commande',
		'latitude longitude lat lng lon url link lien category categorie tag tags segment plan offer offre subscription abonnement',
		'customernumber customerno customercode membernumber membershipnumber memberid subscriberid contactid accountid accountnumber',
		'kundennummer kundennr kundenid mitgliedsnummer numeroclient numclient idclient codeclient numeroabonne idabonne',
		'numerocliente idcliente codigocliente codicecliente klantnummer klantnr klantid usuario utente benutzer benutzername',
		'adresemail epost epostadresse eposta sahkoposti mejl imie nazwisko fornamn efternamn fornavn efternavn etunimi sukunimi prenume',
		'token pushtoken apikey appkey appversion sdkversion model consent marketingsubscription createdat updatedat',
		'uuid guid idfv devicetoken fcmtoken apnstoken subscriberkey contactkey anonymousid visitorid emailhash hashedemail emailsha256',
		'adressedecourriel adressecourriel indirizzoemail indirizzodiemail enderecodeemail enderecoemail direcciondecorreo direcciondecorreoelectronico',
		'direccionemail sahkopostiosoite emailcim adresadeemail epostaadresi adresemailowy адресэлектроннойпочты электронныйадрес адрескорреспонденции',
		'numclient nclient noclient clientno nabonne noabonne utilisateur',
		'telefonnummer handy handynummer mobilnummer strasse hausnummer anrede geburtstag postfach bundesland mailadresse',
		'numeromobile telephonemobile telephoneportable numerodeclient numerodabonne numeroadherent adressepostale anneedenaissance',
		'cellulare telefonocellulare indirizzo datadinascita numerodicliente movil telefonomovil celular direccion fechadenacimiento',
		'telemovel endereco datanascimento datadenascimento idade morada correu cognoms emailadres mailadres telefoonnummer geboortedatum woonplaats',
		'fodselsdag fodselsdato fodelsedag kundenummer kundnummer medlemsnummer postnummer puhelin puhelinnumero asiakasnumero syntymaaika',
		'plec miasto kraj wiek dataurodzenia numerklienta numertelefonu jmeno prijmeni mesto datumnarozeni cislozakaznika meno priezvisko',
		'keresztnev vezeteknev telefonszam varos orszag ugyfelszam nume oras varsta ime prezime priimek',
		'soyad soyadi isim telefonnumarasi sehir ulke cinsiyet dogumtarihi musterino musterinumarasi kullanici nama alamat telepon surel hoten dienthoai',
		'имя фамилия отчество почта электроннаяпочта элпочта телефон номертелефона город страна возраст датарождения пользователь клиент номерклиента',
		"ім'я прізвище пошта електроннапошта місто країна датанародження име имейл град",
		'όνομα επώνυμο ονοματεπώνυμο τηλέφωνο κινητό πόλη χώρα ηλικία ημερομηνίαγέννησης ηλεκτρονικόταχυδρομείο',
		'姓名 名字 邮箱 电子邮件 电子邮箱 电话 手机 手机号 城市 国家 年龄 性别 生日 用户 用户id 客户id 客户编号 会员号 郵箱 電子郵件 電話 手機 國家',
		'名前 氏名 メール メールアドレス 電話番号 携帯番号 住所 年齢 性別 生年月日 ユーザーid 顧客id 顧客番号 会員番号 会員id',
		'이름 이메일 전화 전화번호 휴대폰 도시 국가 나이 성별 생년월일 사용자 고객번호 회원번호 아이디',
		'الاسم البريدالإلكتروني البريدالالكتروني الهاتف رقمالهاتف المدينة البلد العمر الجنس تاريخالميلاد',
		'שםפרטי שםמשפחה דואראלקטרוני אימייל טלפון',
	].flatMap((line) => line.split(' ').map(folded)),
);

function folded(name: string): string {
	return wordsOf(name).replaceAll(' ', '');
}

const longestName = 60;

/** What the names of columns begin or end with, in one word with another: `contact_email`, `idMembre`. */
const partsOfNames: ReadonlySet<string> = new Set('id ids key email mail phone name date uuid guid token'.split(' '));
/** Words that programs join. Blanks join those of a sentence, dots and dashes those of a login, digits make an id, capitals a surname. */
const joinedWords = /^[a-z]+(?:_[a-z]+)+$|^[A-Z]+(?:_[A-Z]+)+$|^[a-z]+(?:[A-Z][a-z]+)+$/;
/** The way to a field within something: `user.email`. */
const pathOfField = /^(?:user|contact|customer|client|member|person|profile|subscriber|traits|properties|attributes|fields|data)[.:/](?=[a-z])/i;

/** The second of several, where no value is called so: `email_2`, `Address 1`. */
const counted = /^((?:e[ -]?mail|mail|phone|tel|mobile|address|adresse|tag|category)[a-z]*)[ _-]?\d{1,2}$/i;

/** Units, and what else stands in brackets behind a name: `price (EUR)`. */
const inBrackets = /\s*(?:\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\}|<[^<>]*>)\s*$/;

/** Whether a cell is what people call a column. `listed` is one that stands in a list as it is; `likely` reads like one. */
export function knownName(cell: string): 'listed' | 'likely' | undefined {
	if (cell.length > longestName || cell.includes('@')) return undefined;
	const name = cell.trim();
	const bare = name.replace(inBrackets, '').replace(pathOfField, '').replace(counted, '$1');
	return known(name) ?? (bare !== name && bare !== '' && known(bare) !== undefined ? 'likely' : undefined);
}

function known(name: string): 'listed' | 'likely' | undefined {
	const words = wordsOf(name);
	if (names.has(words.replaceAll(' ', ''))) return 'listed';
	const [match] = matchHeader(name);
	if (match?.strength === 'name') return 'listed';
	if (match?.strength === 'weak') return 'likely';
	// "customer_id_42" reads like a name and is an id.
	if (match !== undefined && !/\d/.test(words) && words.split(' ').length <= 5) return 'likely';
	const parts = words.split(' ');
	const isJoined = joinedWords.test(name) && [parts[0], parts.at(-1)].some((part) => part !== undefined && partsOfNames.has(part));
	return isJoined ? 'likely' : undefined;
}
