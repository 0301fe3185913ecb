// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxtexts.h"

namespace confab::texts {

const char *const englishTexts = R"TEXTS(
@ en Parcel {order} has not arrived
? Hello, my parcel {order} was due on Tuesday and still shows "in transit". Can you check?
I'm sorry about the wait. Parcel **{order}** left our warehouse on time, but was held at the sorting centre for two
days. It is on its way again, and the carrier expects to deliver it **tomorrow between 9:00 and 13:00**. :cit[1/2]

You can follow it on the [tracking page](https://help.example.com/tracking).
? Could you leave it with a neighbour if I'm out?
Yes. Open the tracking page, choose *Delivery options*, then one of these:

- **A neighbour** – give the house number
- **A safe place** – a porch or garage, at your own risk
- **A pick-up point** – kept for seven days

The choice has to be made before 8:00 on the day of delivery.
? Perfect, I've chosen the pick-up point. Thank you!
You're welcome. You will get a text message with a six-digit code as soon as the parcel is there. Please bring the code
and a photo ID.

@ en Refund for order {order}
? I sent back the {product} eleven days ago. When do I get my money back?
Thank you for your patience. Your return for order **{order}** reached us last Thursday and passed the check. The refund
of **€{price}** was sent to your card the day after.

| Step | State |
| --- | --- |
| Return received | done |
| Item checked | done |
| Refund sent | done |
| Shown on your statement | 3–5 working days |

:cit[1/2]
? Does that include the shipping I paid?
Yes, standard shipping is refunded when you return the **whole** order. Express surcharges are not. You can find the
details under [Returns and refunds](https://help.example.com/articles/returns). :cit[2/2]
? And if only part of the order goes back?
Then we refund the items, and the shipping stays with the part that you keep. The return itself is free in either case.

@ en Can't sign in after changing my password
? I changed my password this morning and now the app says "wrong email or password". The website works.
That usually means that the app still holds the old sign-in. Please try this:

1. In the app, open **Settings → Account → Sign out**.
2. Close the app completely.
3. Sign in again with the **new** password.

If the keyboard fills in the password by itself, choose *Other passwords* so that the old one is not used. :cit[1/2]
? It worked, but now it asks for a code and I have a new phone.
Use one of the **backup codes** that you saved when you switched on two-step sign-in; each works once. Without them, we
can send a link to your address on file:

> For your safety the link is sent 24 hours after you ask for it, so that you can stop it if it wasn't you.

Shall I send it?
? Yes please.
Done. The link will arrive tomorrow at about this time. Until then you stay signed in on the website.

@ en Opening hours over the holidays
? Are you open on the 24th? I'd like to pick up a {product}.
Yes, but for a shorter time:

| Day | Shop | Phone |
| --- | ---: | ---: |
| 23 December | 9:00–20:00 | 8:00–18:00 |
| 24 December | 9:00–14:00 | 8:00–12:00 |
| 25–26 December | closed | closed |
| 27 December | 10:00–18:00 | 8:00–18:00 |

? Can I reserve it so it doesn't sell out?
Of course. I have reserved one **{product}** under the number **{order}** until the 24th at 13:00. You pay when you pick
it up.

@ en {product}: the red light keeps blinking
? My {product} blinks red three times, pauses, then again. What does it mean?
Three short blinks mean that the **filter is not seated properly**; the device stops to protect the motor. :cit[1/2]

1. Switch it off and pull the plug.
2. Open the flap and take the filter out.
3. Put it back until it *clicks* on both sides.
4. Plug in and hold the power button for five seconds.
? Clicked on both sides, still blinking.
Then the contact may be dusty. Wipe the two small metal plates beside the filter with a dry cloth and try again. Please
do not use water or alcohol there.

The other signals, for your reference:

| Signal | Meaning |
| --- | --- |
| 1 blink | battery below 10 % |
| 2 blinks | container full |
| 3 blinks | filter missing or loose |
| steady red | needs service |
? That was it, thanks! Where do I get a new filter?
In our shop under *Accessories*, as a pair for €{price}. We recommend a change every six months.

@ en Invoice with the wrong company name
? Invoice {order} has our old company name on it. Our accountant needs a corrected one.
I can have it corrected. An invoice may be reissued **once** and within 90 days; the old one is cancelled
automatically. Please tell me the exact name as registered, and the VAT number if it changed.
? "Harrow & Finch Ltd", the VAT number is the same.
Thank you. The corrected invoice will be in your account under *Orders → {order} → Documents* within an hour. :cit[1/2]

@ en How do I cancel my subscription?
? I want to cancel the monthly plan, but I can't find the button anywhere.
It is a little hidden, sorry:

1. Open [your account](https://help.example.com/account) and choose **Plan**.
2. Scroll to **Change or end plan**.
3. Choose **End at the next renewal** and confirm.

You can go on using everything until the period that you have paid for ends. :cit[1/2]
? Will I lose my data?
No. Your data is kept for **60 days** after the end, read-only. You can export it at any time under *Account → Export*,
or come back and go on where you left off.
? Is there a cheaper plan instead?
Yes, the *Light* plan costs about a third and keeps your history. It has no team members and 100 requests a month.

@ en Using the API to look up orders
? Can we look up an order's state from our own system?
Yes, with an API key of your account. A request looks like this:

```bash
curl -H "Authorization: Bearer $KEY" \
     https://shop.example.com/api/orders/{order}
```

The answer is JSON:

```json
{
  "id": {order},
  "state": "shipped",
  "carrier": { "name": "Parcel Post", "tracking": "PP{order}GB" }
}
```

Please keep to **60 calls a minute**. :cit[1/2]
? What if we call more often?
Then you get status `429` with a `Retry-After` header. Wait for that many seconds, and put orders together: up to fifty
ids fit in one call, separated by commas.

@ en Gift card for {name}
? Can I send a €{price} gift card to {name} so that it arrives on Saturday morning?
Gladly! Choose *Gift cards*, enter the amount and, under **Delivery**, *By email on a date*. Cards are sent at 7:00 in the
receiver's time zone. 🎁
? And if the email address was wrong?
Then you can change it in your account until the card has been redeemed. The old link stops working at once.

@ en Allergens in the lunch menu
? Does the tomato soup contain celery or gluten? My daughter is allergic.
The tomato soup contains **celery** and no gluten. Today's menu:

| Dish | Gluten | Celery | Milk | Nuts |
| --- | :-: | :-: | :-: | :-: |
| Tomato soup | – | **yes** | – | – |
| Lentil curry | – | – | – | – |
| Pasta with pesto | **yes** | – | **yes** | **yes** |

The *lentil curry* is safe for both. Please tell the staff about the allergy, too: all dishes are made in one kitchen.
? Thank you, we'll take the curry then.
Enjoy your meal! It is served from 11:30 to 14:00.

@ en Everything that Markdown can do
? Please show me all the formatting that you know. I'm testing our website. <b>Is this bold?</b>
# Heading one
## Heading two

Some **bold**, *italic*, ~~struck~~ and `inline code`, a [link](https://help.example.com/articles/formatting) and a
plain address: https://example.com/a/very/long/path?with=a&query=string

> A quotation
> > inside a quotation

- [x] a task that is done
- [ ] one that is not
  - a nested point
    1. and a numbered one

![An image that is never loaded](https://images.example.com/map.png)

<details><summary>Raw HTML</summary><script>alert("no")</script><img src="file:///dev/zero"></details>

Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft_and_no_place_to_break_the_line
? And links that look like something else?
These should make a careful program ask first:

- [https://bank.example.com](https://phishing.example.net/login)
- [click me](javascript:alert(1))
- [a file](file:///etc/passwd)
- <https://good.example.com@evil.example.net/>
)TEXTS";

} // namespace confab::texts
