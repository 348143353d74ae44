# The words of cart, checkout and payment, in German.
cart = Warenkorb
head-account = Konto
yours = Ihres
search = Suchen
search-for = Im Laden suchen
quantity = Menge
add-to-cart = In den Warenkorb
buy-now = Jetzt kaufen
less = Eins weniger
more-of = Eins mehr
remove = Entfernen
update = Warenkorb aktualisieren
sum = Gesamt
subtotal = Zwischensumme
shipping = Versand
tax = Steuer
discount = Rabatt
refunded = An Sie zurückgegeben
to-checkout = Zur Kasse
to-cart = Zum Warenkorb
change-cart = Warenkorb ändern
go-on-shopping = Weiter einkaufen
cart-empty = In Ihrem Warenkorb ist noch nichts.
cart-added = Es liegt in Ihrem Warenkorb.
cart-full = Mehr passt nicht in Ihren Warenkorb.
cart-not-added = Das konnte nicht in den Warenkorb gelegt werden. Vielleicht ist es ausverkauft.
cart-blocked = Etwas in Ihrem Warenkorb kann so nicht gekauft werden.
line-not-sold = Das ist nicht mehr im Verkauf. Bitte entfernen Sie es.
line-sold-out = Das ist ausverkauft. Bitte entfernen Sie es.
line-only = { $count ->
    [one] Davon ist nur noch { $count } da.
   *[other] Davon sind nur noch { $count } da.
}
line-price-changed = Der Preis hat sich geändert. Dies ist der neue.
checkout = Kasse
checkout-blocked = Etwas in Ihrem Warenkorb kann so nicht gekauft werden.
checkout-changed = Inzwischen hat sich etwas geändert. Bitte sehen Sie Ihre Bestellung an, und senden Sie sie noch einmal.
checkout-check = Bitte sehen Sie nach, was markiert ist.
checkout-used = Mit diesem Formular wurde schon bestellt. Um noch einmal zu bestellen, senden Sie es erneut.
checkout-many = Sie haben mehrere Bestellungen noch nicht bezahlt. Bitte bezahlen oder stornieren Sie eine davon, oder warten Sie einige Minuten.
checkout-failed = Ihre Bestellung konnte nicht aufgegeben werden. Es wurde nichts abgebucht. Bitte versuchen Sie es noch einmal.
see-order = Diese Bestellung ansehen
your-order = Ihre Bestellung
contact = Kontakt
contact-more = Dorthin geht Ihr Beleg. Sie brauchen kein Konto.
log-in-instead = Lieber anmelden
address = Lieferadresse
pay = Zahlung
pay-more = Auf der nächsten Seite wählen Sie, wie Sie zahlen. Bis dahin wird nichts abgebucht.
to-payment = Weiter zur Zahlung
pay-now = Jetzt zahlen
pay-safe = Ihre Kartennummer geht an Stripe und kommt nie zu diesem Laden.
pay-failed = Das Zahlungsformular konnte nicht geladen werden. Bitte laden Sie die Seite neu.
needs-script = Zum Zahlen wird JavaScript gebraucht. Bitte erlauben Sie es für diese Seite.
pay-unavailable = Diese Bestellung kann gerade nicht bezahlt werden. Bitte versuchen Sie es gleich noch einmal.
held-for = { $count ->
    [one] Was Sie bestellt haben, ist noch { $count } Minute für Sie reserviert.
   *[other] Was Sie bestellt haben, ist noch { $count } Minuten für Sie reserviert.
}
optional = (freiwillig)
choose-one = Bitte wählen
field-email = E-Mail
field-name = Vor- und Nachname
field-line1 = Straße und Hausnummer
field-line2 = Wohnung, Stockwerk, Gebäude
field-postal_code = Postleitzahl
field-city = Ort
field-region = Bundesland oder Provinz
field-country = Land
field-phone = Telefon
field-missing = Bitte füllen Sie das aus.
wrong-email = Das ist keine E-Mail-Adresse.
wrong-phone = Eine Telefonnummer hat 5 bis 15 Ziffern.
wrong-field = Bitte prüfen Sie das.
order-number = Bestellung
order-pending = Ihre Bestellung wartet auf Ihre Zahlung
order-pending-more = { $count ->
    [one] Sie ist noch { $count } Minute für Sie reserviert. Es wurde noch nichts abgebucht.
   *[other] Sie ist noch { $count } Minuten für Sie reserviert. Es wurde noch nichts abgebucht.
}
order-settling = Ihre Zahlung ist unterwegs
order-settling-more = Das dauert meist ein paar Sekunden. Diese Seite sieht von selbst wieder nach.
order-processing = Ihre Bank arbeitet an Ihrer Zahlung
order-processing-more = Das kann einige Tage dauern. Wir schreiben Ihnen, sobald es so weit ist.
order-paid = Vielen Dank. Ihre Bestellung ist bezahlt.
order-paid-more = Einen Beleg haben wir Ihnen per E-Mail geschickt.
order-refunding = Ihr Geld ist auf dem Weg zurück
order-refunding-more = Es geht dorthin, von wo Sie bezahlt haben, und braucht einige Tage.
order-refunded = Ihr Geld wurde zurückgegeben
order-refunded-more = Es ging dorthin, von wo Sie bezahlt haben.
order-ended = Diese Bestellung ist beendet
order-ended-more = Sie wurde nicht bezahlt. Es wurde nichts abgebucht, und es wird nichts verschickt.
order-review = Wir sehen uns Ihre Zahlung an
order-review-more = Etwas daran braucht einen Menschen. Wir schreiben Ihnen.
order-again = Noch einmal in den Warenkorb
order-not-cancelled = Die Bestellung konnte nicht storniert werden: Vielleicht ist sie schon bezahlt.
order-not-paid = Die Zahlung hat nicht geklappt. Es wurde nichts abgebucht. Sie können es noch einmal versuchen.
cancel-order = Bestellung stornieren
step-placed = Aufgegeben
step-paid = Bezahlt
step-sent = Verschickt
step-partly-sent = Zum Teil verschickt
step-delivered = Zugestellt
parcels = Pakete
parcel-sent = verschickt am { $date }
parcel-delivered = zugestellt am { $date }
track = Verfolgen
found = { $count ->
    [one] { $count } Produkt gefunden
   *[other] { $count } Produkte gefunden
}
found-nothing = Es wurde nichts gefunden. Versuchen Sie ein anderes Wort.
results-for = Ergebnisse für „{ $words }“
checkout-refused = Dieser Laden nimmt von Ihrem Konto keine Bestellungen an.
checkout-amount = Dieser Betrag kann nicht gezahlt werden: Er ist zu klein oder zu groß.
