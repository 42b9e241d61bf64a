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
	].flatMap((line) => line.split(' ')),
);

const longestName = 60;

/** Whether a cell is what people call a column. `listed` is one that stands in a list as it is; `likely` reads like one. */
export function knownName(cell: string): 'listed' | 'likely' | undefined {
	if (cell.length > longestName) return undefined;
	const words = wordsOf(cell);
	if (names.has(words.replaceAll(' ', ''))) return 'listed';
	const [match] = matchHeader(cell);
	if (match?.strength === 'name') return 'listed';
	if (match?.strength === 'weak') return 'likely';
	// "customer_id_42" reads like a name and is an id.
	return match !== undefined && !/\d/.test(words) && words.split(' ').length <= 5 ? 'likely' : undefined;
}
