/// What the words of the command line ask for.
enum Command: Equatable {
    case add(String)
    case list
    case done(String)
    case sync
    case watch
    case help

    static let usage = """
        usage: notes [COMMAND]

          add TEXT   make a note and print its ID
          list       print every note: x is done, = is on the server, ~ is not yet; `notes` alone does the same
          done ID    mark a note as done
          sync       send and receive once
          watch      list, then send, receive and print what changes, until Ctrl-C

        CORTEX_FILE     where the notes are; notes.db in this folder otherwise
        CORTEX_SERVER   the address of a server,
        CORTEX_KEY      and a key of it; without them everything stays in the file
        """

    init(_ words: [String]) throws(Misuse) {
        let (name, text) = (words.first ?? "list", words.dropFirst().joined(separator: " "))
        switch (name, text.isEmpty) {
        case ("add", false): self = .add(text)
        case ("add", true): throw Misuse(why: "add needs the text of the note")
        case ("done", false): self = .done(text)
        case ("done", true): throw Misuse(why: "done needs the ID of a note")
        case ("list", true): self = .list
        case ("sync", true): self = .sync
        case ("watch", true): self = .watch
        case ("list", false), ("sync", false), ("watch", false): throw Misuse(why: "\(name) takes no more words")
        case ("help", _), ("--help", _), ("-h", _): self = .help
        default: throw Misuse(why: "there is no command \(name)")
        }
    }
}

/// Words that are no command.
struct Misuse: Error {
    let why: String
}
