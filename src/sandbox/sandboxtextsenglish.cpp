// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/sandboxtexts.h"

namespace confab::texts {

const char *const englishTexts = R"TEXTS(
@ en Parcel {order} has not arrived
? Hello, my parcel {order} was due on Tuesday and still shows "in transit". Can you check?
I'm sorry about the wait. Parcel **{order}** left our warehouse on time, but was held at the sorting centre for two
days. It is on its way again, and the carrier expects to deliver it **tomorrow between 9:00 and 13:00**.

You can follow it on the [tracking page](https://help.example.com/tracking). :cit[1/2]
? Could you leave it with a neighbour if I'm out?
Yes. Open the tracking page, choose *Delivery options*, then one of these:

- **A neighbour** – give the house number
- **A safe place** – a porch or garage, at your own risk
- **A pick-up point** – kept for seven days

The choice has to be made before 8:00 on the day of delivery.
)TEXTS";

} // namespace confab::texts
