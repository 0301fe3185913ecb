// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxtexts.h"

namespace confab::texts {

const char *const westernTexts = R"TEXTS(
@ de Rücksendung der Bestellung {order}
? Guten Tag, wie kann ich die Bestellung {order} zurückschicken? Die Größe passt leider nicht.
Guten Tag! Sie haben **30 Tage** Zeit, und die Rücksendung ist kostenlos. :cit[1/2]

1. Öffnen Sie *Mein Konto → Bestellungen*.
2. Wählen Sie die Artikel und den Grund.
3. Drucken Sie das Etikett aus oder zeigen Sie den QR-Code im Paketshop.
? Kann ich den {product} auch direkt gegen eine andere Größe tauschen?
Ja. Wählen Sie als Grund **„Umtausch“** und die neue Größe. Wir verschicken sie, sobald Ihr Paket im Paketshop abgegeben
ist; Sie müssen nicht auf die Prüfung warten.
? Wunderbar, vielen Dank!
Sehr gern. Einen schönen Tag noch!

@ de Passwort vergessen
? Ich bekomme keine E-Mail zum Zurücksetzen meines Passworts.
Das liegt meist an einem von drei Gründen:

- Die Nachricht liegt im **Spam-Ordner** (Absender: `konto@example.com`).
- Das Konto läuft auf eine **andere Adresse**.
- Ihr Postfach ist voll.

Der Link gilt 60 Minuten; fordern Sie ihn bitte nur einmal an, denn jeder neue macht den vorigen ungültig. :cit[2/2]
? Es war die andere Adresse. Kann ich sie ändern?
Ja, unter *Einstellungen → Persönliche Angaben*. Wir schicken zur Sicherheit eine Nachricht an beide Adressen.

@ de Öffnungszeiten und Anfahrt
? Haben Sie am Samstag geöffnet, und gibt es Parkplätze?
Ja, gern:

| Tag | Geöffnet |
| --- | ---: |
| Montag–Freitag | 9:00–18:30 |
| Samstag | 10:00–16:00 |
| Sonn- und Feiertage | geschlossen |

Hinter dem Haus sind 14 Parkplätze, zwei davon mit Ladesäule. Die Haltestelle *Schillerstraße* ist zwei Minuten entfernt.

@ de Garantiefall: {product} lädt nicht mehr
? Mein {product} ist acht Monate alt und lädt nicht mehr. Was kann ich tun?
Das tut uns leid. Sie haben **24 Monate Garantie**. Bitte prüfen Sie zuerst zweierlei:

1. Leuchtet das Netzteil grün?
2. Hilft ein anderes Kabel?

Wenn nicht, nehmen wir das Gerät kostenlos zurück. :cit[1/2]
? Das Netzteil leuchtet, ein anderes Kabel hilft nicht.
Dann ist es der Akku. Ich habe den Reparaturauftrag **{order}** angelegt; das Etikett kommt per E-Mail. Die Reparatur dauert
etwa *sieben Werktage*.

@ fr Où est ma commande {order} ?
? Bonjour, ma commande {order} devait arriver hier. Où est-elle ?
Bonjour ! Votre colis est arrivé au centre de tri ce matin à 6 h 40 et sera livré **aujourd'hui avant 18 h**. :cit[1/2]
? Je ne serai pas là avant 19 h. Peut-on la livrer demain ?
Bien sûr. J'ai déplacé la livraison à **demain, entre 18 h et 20 h**. Vous recevrez un message une heure avant.
? Merci beaucoup, c'est parfait.
Avec plaisir, bonne journée !

@ fr Remboursement d'un article abîmé
? Le {product} est arrivé cassé. Je voudrais être remboursée.
Je suis désolé. Il nous faut seulement :

- une **photo** de l'article,
- une photo de l'étiquette du colis.

Vous pouvez garder l'article, et le remboursement de **{price} €** part sous deux jours ouvrés. :cit[2/2]
? Voilà, je viens d'envoyer les deux photos.
Bien reçu, merci. Le remboursement est en route ; il apparaîtra sur votre relevé dans 3 à 5 jours.

@ fr Horaires du musée
? Le musée est-il ouvert le mardi ? Et y a-t-il un tarif réduit pour les étudiants ?
Le musée est **fermé le mardi**, ouvert les autres jours de 10 h à 18 h, et jusqu'à 21 h le jeudi.

| Tarif | Prix |
| --- | ---: |
| Plein | 14 € |
| Réduit (étudiants, 18–25 ans) | 9 € |
| Moins de 18 ans | gratuit |

@ es Cambio de dirección del pedido {order}
? Hola, me he mudado. ¿Puedo cambiar la dirección del pedido {order}?
¡Hola! Sí, mientras el pedido **no haya salido** del almacén. El suyo sale mañana, así que todavía estamos a tiempo. ¿Cuál es
la nueva dirección?
? Calle del Olmo 18, 3.º B, 28012 Madrid.
Ya está cambiada. La entrega pasa al **jueves** y le enviaremos el nuevo número de seguimiento. :cit[1/2]
? ¡Gracias!
¡A usted! ¿Le puedo ayudar en algo más?

@ es No puedo iniciar sesión
? La aplicación me dice que mi cuenta está bloqueada. ¿Por qué?
Después de **cinco intentos** con una contraseña incorrecta la cuenta se bloquea durante 30 minutos. No hace falta que haga
nada: se desbloquea sola.

> Si no fue usted, cambie la contraseña en cuanto pueda y active la verificación en dos pasos.
? ¿Dónde se activa?
En *Ajustes → Seguridad → Verificación en dos pasos*. Solo se tarda un minuto. :cit[2/2]

@ es Manual del {product} en español
? ¿Dónde puedo descargar el manual del {product}?
Aquí lo tiene: [manual del {product} (PDF, 2 MB)](https://help.example.com/manuals/{order}.pdf). En la página 12 está la
limpieza, y en la 20 las averías más frecuentes.

@ pt Prazo de entrega para o Porto
? Olá! Quanto tempo demora a entrega no Porto? Já está pago.
Olá! A encomenda **{order}** sai hoje e chega em **2 a 3 dias úteis**. Depois das 14h avisamos por SMS. :cit[1/2]
? Posso levantar na loja em vez disso?
Pode, sim. Na loja da Rua de Santa Catarina está pronta **amanhã às 11h**. Traga o número da encomenda e um documento.

@ pt Segunda via do boleto
? Perdi o boleto do pedido {order}. Como faço para pagar?
Sem problema! A segunda via está em *Meus pedidos → {order} → Pagamento*. O vencimento agora é na **sexta-feira**, sem juros.
? Posso pagar com Pix?
Pode. Escolha **Pix** na mesma tela e leia o código com o aplicativo do banco; a confirmação chega em poucos segundos. ✅

@ it Ricambio per {product}
? Buongiorno, si può comprare solo il coperchio del {product}? Il mio si è rotto.
Buongiorno! Sì, il coperchio è disponibile come ricambio a **{price} €**, con consegna in due giorni. :cit[1/2]
? È facile da montare?
Molto: non servono attrezzi. Basta premere i due fermi laterali e inserirlo dall'alto finché non si sente un *clic*.

@ tr {order} numaralı siparişin iadesi
? Merhaba, {order} numaralı siparişimi iade etmek istiyorum. Ne yapmalıyım?
Merhaba! İade **ücretsizdir** ve 14 gün içinde yapılabilir:

1. *Siparişlerim* sayfasını açın.
2. **İade et** düğmesine basın.
3. Kodu kargo şubesinde gösterin.
? Param ne zaman yatar?
Ürün bize ulaştıktan sonra **üç iş günü** içinde kartınıza yatırılır. :cit[2/2]
)TEXTS";

} // namespace confab::texts
