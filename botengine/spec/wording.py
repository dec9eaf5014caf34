"""The engine's own words in the languages it speaks, for what `everywhere` does not say."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "not_understood": "Please choose a button.",
        "stale": "That button is out of date.",
        "failed": "Sorry, that did not work (no. {{ error.id }}).",
        "stranger": "This bot is for registered people only. Your code: {{ request.code }}",
        "admitted": "You are registered now.", "refused": "You have no access to this bot.",
        "crowded": "Too many people are asking just now. Please write again later.",
        "hasty": "That was too much at once. Please wait a minute.",
        "yes": "Yes", "no": "No", "next": "Next ▶️", "previous": "◀️ Previous",
        "digest": "{{ count }} messages", "more": "… and {{ count }} more",
        "phone": "📱 Share my number", "location": "📍 Choose the place",
    },
    "de": {
        "not_understood": "Bitte wählen Sie eine Taste.",
        "stale": "Diese Taste ist nicht mehr aktuell.",
        "failed": "Das hat leider nicht geklappt (Nr. {{ error.id }}).",
        "stranger": "Dieser Bot ist nur für angemeldete Personen. Ihr Code: {{ request.code }}",
        "admitted": "Sie sind jetzt angemeldet.", "refused": "Sie haben keinen Zugang zu diesem Bot.",
        "crowded": "Gerade gibt es zu viele Anfragen. Bitte schreiben Sie später noch einmal.",
        "hasty": "Das war zu viel auf einmal. Bitte warten Sie eine Minute.",
        "yes": "Ja", "no": "Nein", "next": "Weiter ▶️", "previous": "◀️ Zurückblättern",
        "digest": "{{ count }} Mitteilungen", "more": "… und {{ count }} weitere",
        "phone": "📱 Nummer senden", "location": "📍 Ort auswählen",
    },
    "uk": {
        "not_understood": "Будь ласка, виберіть кнопку.",
        "stale": "Ця кнопка вже неактуальна.",
        "failed": "На жаль, не вдалося (№ {{ error.id }}).",
        "stranger": "Цей бот лише для зареєстрованих користувачів. Ваш код: {{ request.code }}",
        "admitted": "Вас зареєстровано.", "refused": "У вас немає доступу до цього бота.",
        "crowded": "Зараз забагато запитів. Будь ласка, напишіть пізніше.",
        "hasty": "Забагато повідомлень одразу. Зачекайте, будь ласка, хвилину.",
        "yes": "Так", "no": "Ні", "next": "Далі ▶️", "previous": "◀️ Назад",
        "digest": "Сповіщень: {{ count }}", "more": "… і ще {{ count }}",
        "phone": "📱 Надіслати номер", "location": "📍 Вибрати місце",
    },
    "ru": {
        "not_understood": "Пожалуйста, выберите кнопку.",
        "stale": "Эта кнопка уже неактуальна.",
        "failed": "К сожалению, не получилось (№ {{ error.id }}).",
        "stranger": "Этот бот только для зарегистрированных пользователей. Ваш код: {{ request.code }}",
        "admitted": "Вы зарегистрированы.", "refused": "У вас нет доступа к этому боту.",
        "crowded": "Сейчас слишком много запросов. Пожалуйста, напишите позже.",
        "hasty": "Слишком много сообщений сразу. Пожалуйста, подождите минуту.",
        "yes": "Да", "no": "Нет", "next": "Дальше ▶️", "previous": "◀️ Назад",
        "digest": "Уведомлений: {{ count }}", "more": "… и ещё {{ count }}",
        "phone": "📱 Отправить номер", "location": "📍 Выбрать место",
    },
}  # fmt: skip


def words_of(language: str) -> Mapping[str, str]:
    """The engine's words in the language, else in English."""
    return WORDS.get(language[:2].lower(), WORDS["en"])
