"""The words of tickets, e-mails and charts in four languages, and how values are written in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_time
from babel.numbers import format_currency, get_currency_precision, get_currency_symbol

from botengine import Money

HOME = "de"  # for a language that nobody has written words for


@dataclass(frozen=True, slots=True)
class Words:
    """All that is said outside of the chat; one instance a language, so that none can be forgotten."""

    locale: str
    ticket: str
    category: str
    seat: str
    name: str
    price: str
    order: str
    entry: str
    tickets_subject: str
    tickets_text: str
    copy_subject: str
    copy_text: str
    reminder_subject: str
    reminder_text: str
    revenue: str
    tickets: str
    sales: str
    orders: str
    sold: str
    reserved: str
    free: str
    open: str
    refund_due: str
    events: str
    event: str
    periods: Mapping[str, str]
    statuses: Mapping[str, str]

    def money(self, value: Money) -> str:
        amount = Decimal(value.minor).scaleb(-get_currency_precision(value.currency))
        told = str(format_currency(amount, value.currency, locale=self.locale))
        return told.replace(value.currency, get_currency_symbol(value.currency, "en"))  # uk has no sign for €

    def short_day(self, value: date) -> str:
        return str(format_date(value, "medium", locale=self.locale))

    def day(self, value: date) -> str:
        return str(format_date(value, "full", locale=self.locale))

    def moment(self, value: datetime) -> str:
        """A day and a time, in the zone that the value comes with."""
        return f"{self.day(value)}, {format_time(value, 'short', locale=self.locale)}"


DE = Words(
    locale="de",
    ticket="Ticket {n} von {count}", category="Kategorie", seat="Platz", name="Name", price="Preis",
    order="Bestellung", entry="Bitte diesen Code am Einlass zeigen. Er gilt für eine Person, einmal.",
    tickets_subject="Ihre Tickets: {event} (Bestellung {number})",
    tickets_text="""Guten Tag {buyer},

anbei finden Sie Ihre Tickets als PDF. Am Einlass genügt der Code auf dem Telefon.

{event}
{starts}
{venue}

Bestellung {number}: {count} Ticket(s), {total}

Wir wünschen Ihnen viel Vergnügen!
""",
    copy_subject="Tickets der Bestellung {number}: {event}",
    copy_text="""Guten Tag,

anbei die Tickets der Bestellung {number} von {buyer}, wie Sie es wünschten: zum Weitergeben oder Drucken.

{event}
{starts}
{venue}

{count} Ticket(s), {total}
""",
    reminder_subject="Ihre Buchung {number}: noch {due} zu zahlen",
    reminder_text="""Guten Tag {buyer},

Ihre Plätze sind gebucht, aber noch nicht bezahlt.

{event}
{starts}
{venue}

Noch zu zahlen: {due}
Bitte bis: {expires}
Verwendungszweck: {number}

Sobald die Zahlung da ist, bekommen Sie Ihre Tickets. Haben Sie gerade bezahlt, ist nichts weiter zu tun.
""",
    revenue="Umsatz", tickets="Tickets", sales="Verkauf", orders="Bestellungen", sold="Verkauft",
    reserved="Reserviert", free="Frei", open="Offen", refund_due="Zu erstatten", events="Veranstaltungen",
    event="Veranstaltung",
    periods={"today": "Heute", "yesterday": "Gestern", "7d": "7 Tage", "30d": "30 Tage", "all": "Gesamt"},
    statuses={"booked": "Gebucht", "paid": "Bezahlt", "expired": "Abgelaufen", "removed": "Entfernt"},
)  # fmt: skip

EN = Words(
    locale="en_GB",
    ticket="Ticket {n} of {count}", category="Category", seat="Seat", name="Name", price="Price",
    order="Order", entry="Please show this code at the entrance. It admits one person, once.",
    tickets_subject="Your tickets: {event} (order {number})",
    tickets_text="""Hello {buyer},

your tickets are attached as a PDF. At the entrance the code on your phone is enough.

{event}
{starts}
{venue}

Order {number}: {count} ticket(s), {total}

Have a wonderful time!
""",
    copy_subject="Tickets of order {number}: {event}",
    copy_text="""Hello,

attached are the tickets of order {number} by {buyer}, as you asked: to pass on or to print.

{event}
{starts}
{venue}

{count} ticket(s), {total}
""",
    reminder_subject="Your booking {number}: {due} still to pay",
    reminder_text="""Hello {buyer},

your seats are booked, but not paid yet.

{event}
{starts}
{venue}

Still to pay: {due}
Please pay by: {expires}
Payment reference: {number}

You get your tickets as soon as the money is here. If you have just paid, there is nothing left to do.
""",
    revenue="Revenue", tickets="Tickets", sales="Sales", orders="Orders", sold="Sold", reserved="Reserved",
    free="Free", open="Outstanding", refund_due="To refund", events="Events", event="Event",
    periods={"today": "Today", "yesterday": "Yesterday", "7d": "7 days", "30d": "30 days", "all": "All"},
    statuses={"booked": "Booked", "paid": "Paid", "expired": "Expired", "removed": "Removed"},
)  # fmt: skip

UK = Words(
    locale="uk",
    ticket="Квиток {n} з {count}", category="Категорія", seat="Місце", name="Ім’я", price="Ціна",
    order="Замовлення", entry="Будь ласка, покажіть цей код на вході. Він діє для однієї особи, один раз.",
    tickets_subject="Ваші квитки: {event} (замовлення {number})",
    tickets_text="""Добрий день, {buyer}!

Ваші квитки у вкладеному PDF-файлі. На вході досить коду на екрані телефона.

{event}
{starts}
{venue}

Замовлення {number}: квитків {count}, {total}

Бажаємо приємного вечора!
""",
    copy_subject="Квитки замовлення {number}: {event}",
    copy_text="""Добрий день!

У вкладенні квитки замовлення {number} (покупець {buyer}), як Ви просили: щоб передати або надрукувати.

{event}
{starts}
{venue}

Квитків {count}, {total}
""",
    reminder_subject="Ваше бронювання {number}: ще до сплати {due}",
    reminder_text="""Добрий день, {buyer}!

Ваші місця заброньовано, але ще не оплачено.

{event}
{starts}
{venue}

До сплати: {due}
Будь ласка, до: {expires}
Призначення платежу: {number}

Щойно гроші надійдуть, Ви отримаєте квитки. Якщо Ви щойно сплатили, нічого більше робити не треба.
""",
    revenue="Виручка", tickets="Квитки", sales="Продажі", orders="Замовлення", sold="Продано",
    reserved="Заброньовано", free="Вільно", open="Не сплачено", refund_due="До повернення", events="Події",
    event="Подія",
    periods={"today": "Сьогодні", "yesterday": "Учора", "7d": "7 днів", "30d": "30 днів", "all": "Усе"},
    statuses={"booked": "Заброньовано", "paid": "Оплачено", "expired": "Прострочено", "removed": "Вилучено"},
)  # fmt: skip

RU = Words(
    locale="ru",
    ticket="Билет {n} из {count}", category="Категория", seat="Место", name="Имя", price="Цена",
    order="Заказ",
    entry="Пожалуйста, покажите этот код на входе. Он действует для одного человека, один раз.",
    tickets_subject="Ваши билеты: {event} (заказ {number})",
    tickets_text="""Здравствуйте, {buyer}!

Ваши билеты во вложенном PDF-файле. На входе достаточно кода на экране телефона.

{event}
{starts}
{venue}

Заказ {number}: билетов {count}, {total}

Желаем приятного вечера!
""",
    copy_subject="Билеты заказа {number}: {event}",
    copy_text="""Здравствуйте!

Во вложении билеты заказа {number} (покупатель {buyer}), как Вы просили: чтобы передать или распечатать.

{event}
{starts}
{venue}

Билетов {count}, {total}
""",
    reminder_subject="Ваша бронь {number}: осталось оплатить {due}",
    reminder_text="""Здравствуйте, {buyer}!

Ваши места забронированы, но ещё не оплачены.

{event}
{starts}
{venue}

К оплате: {due}
Пожалуйста, до: {expires}
Назначение платежа: {number}

Как только деньги поступят, Вы получите билеты. Если Вы только что оплатили, больше ничего делать не нужно.
""",
    revenue="Выручка", tickets="Билеты", sales="Продажи", orders="Заказы", sold="Продано",
    reserved="Забронировано", free="Свободно", open="Не оплачено", refund_due="К возврату", events="События",
    event="Событие",
    periods={"today": "Сегодня", "yesterday": "Вчера", "7d": "7 дней", "30d": "30 дней", "all": "Всё"},
    statuses={"booked": "Забронирован", "paid": "Оплачен", "expired": "Просрочен", "removed": "Удалён"},
)  # fmt: skip

LANGUAGES: Mapping[str, Words] = {"de": DE, "en": EN, "uk": UK, "ru": RU}


def words_of(language: str) -> Words:
    """The words of a language; German for any other one."""
    return LANGUAGES.get(language, LANGUAGES[HOME])
