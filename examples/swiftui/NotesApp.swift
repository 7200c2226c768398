// A Mac app of one window: notes that are on every device.
//
// Source for an Xcode project ("App", macOS 14 or later) with the package CortexCloud added. It was parsed by the Swift
// compiler and not compiled: SwiftUI, Observation's use in it and Security exist on a Mac alone.

import CortexCloud
import SwiftUI

@main
struct NotesApp: App {
    @State private var notebook: Result<Notebook, CloudError> = Notebook.opened()

    var body: some Scene {
        WindowGroup("Notes") {
            switch notebook {
            case .success(let notebook): NotesView(notebook: notebook)
            case .failure(let error):
                ContentUnavailableView(
                    "The notes cannot be opened", systemImage: "externaldrive.badge.xmark",
                    description: Text(error.info.message))
            }
        }
        Settings {
            if case .success(let notebook) = notebook { SignInView(notebook: notebook) }
        }
    }
}

struct NotesView: View {
    @Bindable var notebook: Notebook
    @State private var draft = ""

    var body: some View {
        List {
            ForEach(notebook.notes) { note in
                Toggle(isOn: Binding(get: { note.isDone }, set: { notebook.mark(note, isDone: $0) })) {
                    HStack {
                        Text(note.text).strikethrough(note.isDone)
                        Spacer()
                        if !note.isSynced {
                            Image(systemName: "icloud.and.arrow.up").help(notebook.reason(for: note))
                        }
                    }
                }
                .contextMenu { Button("Delete", role: .destructive) { notebook.delete(note) } }
            }
            TextField("New note", text: $draft)
                .onSubmit {
                    notebook.add(draft)
                    draft = ""
                }
        }
        .toolbar {
            ToolbarItem { Text(notebook.status).foregroundStyle(.secondary) }
            ToolbarItem {
                Button("Sync", systemImage: "arrow.triangle.2.circlepath") { Task { await notebook.sync() } }
            }
        }
        .alert("That did not work", isPresented: .constant(notebook.problem != nil)) {
            Button("OK") { notebook.problem = nil }
        } message: {
            Text(notebook.problem ?? "")
        }
        // Ends with the view, and ends the subscription.
        .task { await notebook.follow() }
    }
}

struct SignInView: View {
    let notebook: Notebook
    @State private var key = ""

    var body: some View {
        Form {
            SecureField("API key", text: $key)
            Button("Sign in") { Task { await notebook.signIn(key) } }
            Button("Sign out") { Task { await notebook.signOut() } }
        }
        .padding()
    }
}
