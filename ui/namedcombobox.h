// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace confab {

/// A combo box whose accessible name is what it is for ("Date") and whose accessible value is what is chosen.
/// On Unix, Qt's own gives the chosen text as its name, and nobody who hears "Any time" knows what it belongs
/// to. Where it is too narrow, what is chosen ends with an ellipsis; its list is never longer than
/// maxVisibleItems(), which some styles do not heed.
class NamedComboBox : public QComboBox
{
    Q_OBJECT

public:
    explicit NamedComboBox(QWidget *parent = nullptr);
    void showPopup() override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void shortenPopup();
};

} // namespace confab
