// The words of the Payment Element. A language that is not here gets English.

const english = {
  method: "Pay with",
  card: "Card",
  number: "Card number",
  expiry: "Expiration date (MM / YY)",
  cvc: "Security code",
  name: "Full name",
  email: "Email",
  sepa_debit: "SEPA Debit",
  redirect: "After submission, you will be redirected to securely complete next steps.",
  incomplete_number: "Your card number is incomplete.",
  invalid_number: "Your card number is invalid.",
  incomplete_expiry: "Your card's expiration date is incomplete.",
  invalid_expiry: "Your card's expiration date is in the past.",
  incomplete_cvc: "Your card's security code is incomplete.",
  incomplete_name: "Your name is incomplete.",
  incomplete_email: "Your email is incomplete.",
  incomplete_iban: "Your IBAN is incomplete.",
};

const german = {
  method: "Bezahlen mit",
  card: "Karte",
  number: "Kartennummer",
  expiry: "Ablaufdatum (MM / JJ)",
  cvc: "Sicherheitscode",
  name: "Vollständiger Name",
  email: "E-Mail",
  sepa_debit: "SEPA-Lastschrift",
  redirect: "Nach dem Absenden werden Sie weitergeleitet, um die nächsten Schritte sicher abzuschließen.",
  incomplete_number: "Ihre Kartennummer ist unvollständig.",
  invalid_number: "Ihre Kartennummer ist ungültig.",
  incomplete_expiry: "Das Ablaufdatum Ihrer Karte ist unvollständig.",
  invalid_expiry: "Das Ablaufdatum Ihrer Karte liegt in der Vergangenheit.",
  incomplete_cvc: "Der Sicherheitscode Ihrer Karte ist unvollständig.",
  incomplete_name: "Ihr Name ist unvollständig.",
  incomplete_email: "Ihre E-Mail-Adresse ist unvollständig.",
  incomplete_iban: "Ihre IBAN ist unvollständig.",
};

// The language of a locale such as "de" or "de-AT", and its words; "auto" is what the browser prefers.
export function textsOf(locale) {
  const asked = !locale || locale === "auto" ? navigator.language : locale;
  return asked.toLowerCase().split("-")[0] === "de" ? ["de", german] : ["en", english];
}
