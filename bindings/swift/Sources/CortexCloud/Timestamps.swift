import Foundation

// Dates as text of RFC 3339. Foundation's own styles differ between its versions in what they read, and write years that the
// RFC does not have.

/// The date in UTC, to the nearest millisecond, as JavaScript writes it: `2026-01-02T03:04:05.250Z`. Nil for one that is not
/// in the years 1 to 9999, which the RFC cannot say.
func timestamp(of date: Date) -> String? {
    let milliseconds = (date.timeIntervalSince1970 * 1_000).rounded()
    // NaN is in no range.
    guard milliseconds >= firstMillisecond, milliseconds <= lastMillisecond else { return nil }
    let (day, rest) = divided(Int(milliseconds), by: 86_400_000)
    let (year, month, dayOfMonth) = civil(day)
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60)
    return "\(padded(year, 4))-\(padded(month))-\(padded(dayOfMonth))"
        + "T\(padded(hour)):\(padded(minute)):\(padded(second)).\(padded(rest % 1_000, 3))Z"
}

/// The date that a text of RFC 3339 names, of any offset and with any number of digits for the second's fraction; nil for
/// another text, and for a date whose year in UTC the RFC cannot say.
func date(of timestamp: String) -> Date? {
    var text = Substring(timestamp)
    guard let year = digits(4, &text), skip("-", &text), let month = digits(2, &text), skip("-", &text),
        let day = digits(2, &text), skip("Tt ", &text), let hour = digits(2, &text), skip(":", &text),
        let minute = digits(2, &text), skip(":", &text), let second = digits(2, &text), hour < 24, minute < 60,
        // A leap second is the next one: no clock here knows them.
        second <= 60, (1...12).contains(month), day >= 1, year >= 1
    else { return nil }
    let days = daysFrom(year, month, day)
    guard civil(days) == (year, month, day), let fraction = fraction(&text), let offset = offset(&text), text.isEmpty
    else { return nil }
    let seconds = Double(((days * 24 + hour) * 60 + minute - offset) * 60 + second) + fraction
    // What is read can be written again.
    guard (firstMillisecond...lastMillisecond).contains((seconds * 1_000).rounded()) else { return nil }
    return Date(timeIntervalSince1970: seconds)
}

/// 0001-01-01T00:00:00.000Z.
private let firstMillisecond: Double = -62_135_596_800_000
/// 9999-12-31T23:59:59.999Z.
private let lastMillisecond: Double = 253_402_300_799_999

private func padded(_ number: Int, _ count: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: count - digits.count) + digits
}

private func digits(_ count: Int, _ text: inout Substring) -> Int? {
    let found = text.prefix(count)
    guard found.utf8.count == count, found.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    text = text.dropFirst(count)
    return Int(found)
}

private func skip(_ any: String, _ text: inout Substring) -> Bool {
    guard let first = text.first, any.contains(first) else { return false }
    text = text.dropFirst()
    return true
}

private func fraction(_ text: inout Substring) -> Double? {
    guard skip(".", &text) else { return 0 }
    let found = text.prefix { ("0"..."9").contains($0) }
    text = text.dropFirst(found.count)
    return found.isEmpty ? nil : Double("0.\(found)")
}

/// Minutes ahead of UTC.
private func offset(_ text: inout Substring) -> Int? {
    if skip("Zz", &text) { return 0 }
    let isBehind = text.first == "-"
    guard skip("+-", &text), let hours = digits(2, &text), skip(":", &text), let minutes = digits(2, &text), hours < 24,
        minutes < 60
    else { return nil }
    return (isBehind ? -1 : 1) * (hours * 60 + minutes)
}

// The Gregorian calendar, before its time as well, by eras of 400 years that begin in March, so that a leap day comes last:
// http://howardhinnant.github.io/date_algorithms.html

private func divided(_ number: Int, by other: Int) -> (quotient: Int, remainder: Int) {
    let remainder = (number % other + other) % other
    return ((number - remainder) / other, remainder)
}

/// The date of a day, counted from 1970-01-01.
private func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
    let (era, dayOfEra) = divided(day + 719_468, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}

/// The day of a date, counted from 1970-01-01.
private func daysFrom(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let (era, yearOfEra) = divided(month <= 2 ? year - 1 : year, by: 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}
