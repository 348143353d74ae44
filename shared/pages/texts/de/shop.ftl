# Die Worte der Seiten, auf Deutsch.
language = Deutsch
skip = Zum Inhalt springen
all-products = Alle Produkte
browse = Im Laden umsehen
categories = Kategorien
newest = Neu im Laden
welcome = Alles an einem Ort
welcome-more = Ehrliche Preise, gezählter Bestand, und eine Bestellung, die Ihnen gehört, sobald sie aufgegeben ist.
home = Start
sort = Sortieren
sort-newest = Neueste
sort-price = Preis
sort-name = Name
more = Mehr zeigen
products = { $count ->
    [one] { $count } Produkt
   *[other] { $count } Produkte
}
in-stock = Auf Lager
low = Nur noch wenige
low-count = { $count ->
    [one] Nur noch { $count } Stück
   *[other] Nur noch { $count } Stück
}
out = Ausverkauft
archived = Nicht mehr im Verkauf
was = vorher
from = ab { $price }
not-priced = In dieser Währung nicht im Verkauf
details = Angaben
weight = Gewicht
grams = { $count } g
nothing-here = Hier ist zurzeit nichts im Verkauf.
not-found = Diese Seite gibt es nicht
not-found-more = Vielleicht ist die Adresse falsch geschrieben, oder was hier stand, ist fort.
trouble = Der Laden kann gerade nicht antworten
trouble-more = Bitte versuchen Sie es gleich noch einmal.
choose = Varianten
lead = { $name } bei { $shop }: { $price }.
legal = Die Preise werden so berechnet, wie sie hier stehen.
foreign-form = Dieses Formular gehört nicht zu diesem Browser
foreign-form-more = Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal. Cookies müssen erlaubt sein.
