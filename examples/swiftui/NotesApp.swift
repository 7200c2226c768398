import CortexCloud
import SwiftUI

@main
struct NotesApp: App {
    @NSApplicationDelegateAdaptor(AppDelegate.self) private var delegate
    @State private var opened: Result<Notebook, CloudError>?

    var body: some Scene {
        // Its only window: the app ends with it.
        Window("Notes", id: "notes") {
            switch opened {
            case nil: ProgressView("Opening the notes…").task { await open() }
            case .success(let notebook)?: NotesView(notebook: notebook)
            case .failure(let error)?:
                ContentUnavailableView {
                    Label("The notes cannot be opened", systemImage: "externaldrive.badge.xmark")
                } description: {
                    Text(error.localizedDescription)
                } actions: {
                    Button("Retry") { opened = nil }
                }
            }
        }
        .defaultSize(width: 480, height: 560)
    }

    private func open() async {
        do throws(CloudError) {
            let notebook = try await Notebook.open()
            delegate.notebook = notebook
            opened = .success(notebook)
        } catch { opened = .failure(error) }
    }
}

final class AppDelegate: NSObject, NSApplicationDelegate {
    var notebook: Notebook?

    /// Ends a sync that runs, so that nothing goes on. An unclean exit loses nothing either: a write is in the file once its
    /// call has returned, and what may have reached the server is not applied twice.
    func applicationShouldTerminate(_ sender: NSApplication) -> NSApplication.TerminateReply {
        guard let notebook else { return .terminateNow }
        Task {
            await notebook.close()
            sender.reply(toApplicationShouldTerminate: true)
        }
        return .terminateLater
    }
}

struct NotesView: View {
    @Bindable var notebook: Notebook
    @State private var text = ""
    @State private var isSigningIn = false

    var body: some View {
        let hasProblem = Binding(get: { notebook.problem != nil }, set: { if !$0 { notebook.problem = nil } })
        List {
            ForEach(notebook.notes) { NoteRow(note: $0, notebook: notebook) }
            TextField("New note", text: $text).onSubmit {
                if !text.isEmpty { notebook.add(text) }
                text = ""
            }
            if !notebook.conflicts.isEmpty {
                Section("Replaced by another change") {
                    ForEach(notebook.conflicts, id: \.conflictId) { conflict in
                        HStack {
                            Text((try? conflict.outcome.lost.value(as: Notebook.Content.self))?.text ?? "Deleted")
                            Text(conflict.detected, format: .relative(presentation: .named)).foregroundStyle(.secondary)
                            Spacer()
                            Button("Restore") { notebook.restore(conflict) }
                        }
                    }
                }
            }
        }
        .safeAreaInset(edge: .bottom, spacing: 0) { StatusBar(notebook: notebook, isSigningIn: $isSigningIn) }
        .toolbar {
            Toggle("Work Offline", systemImage: "wifi.slash", isOn: $notebook.isOffline)
            Button("Sync Now", systemImage: "arrow.triangle.2.circlepath") { notebook.sync() }
                .disabled(notebook.isOffline || notebook.needsSignIn)
        }
        .sheet(isPresented: $isSigningIn) { SignInView(notebook: notebook) }
        .alert("That did not work", isPresented: hasProblem, presenting: notebook.problem) { _ in
            Button("OK") {}
        } message: {
            Text($0.localizedDescription)
        }
        .task {
            isSigningIn = notebook.needsSignIn
            await notebook.follow()
        }
    }
}

struct NoteRow: View {
    let note: Notebook.Note
    let notebook: Notebook
    /// What was typed, until the note has it; nil shows the note, and what other devices make of it.
    @State private var draft: String?
    @FocusState private var isFocused: Bool

    var body: some View {
        HStack {
            Toggle("Done", isOn: Binding(get: { note.content.isDone }, set: { notebook.change(note, isDone: $0) }))
                .labelsHidden()
            TextField("Note", text: Binding(get: { draft ?? note.content.text }, set: { draft = $0 }))
                .focused($isFocused)
                .onSubmit(save)
                .onChange(of: isFocused) { if !isFocused { save() } }
                .onChange(of: note.content.text) { _, text in if draft == text { draft = nil } }
                // A pause saves, too: the app may be quit while this has the focus.
                .task(id: draft) { if (try? await Task.sleep(for: .seconds(1))) != nil { save() } }
            if !note.isSynced { Image(systemName: "icloud.and.arrow.up").help("Waits for the next sync") }
        }
        .contextMenu { Button("Delete", role: .destructive) { notebook.delete(note) } }
    }

    private func save() {
        guard let draft else { return }
        if draft == note.content.text { self.draft = nil } else { notebook.change(note, text: draft) }
    }
}

struct StatusBar: View {
    let notebook: Notebook
    @Binding var isSigningIn: Bool

    var body: some View {
        HStack {
            Text(summary).help(summary)
            Spacer()
            if let synced = notebook.status.lastSync {
                Text("Synced \(synced, style: .relative) ago")
            }
            if notebook.needsSignIn {
                Button("Sign In…") { isSigningIn = true }
            } else {
                Button("Sign Out") { notebook.signOut() }
            }
        }
        .lineLimit(1).padding(8).background(.bar)
    }

    private var summary: String {
        let status = notebook.status
        let state =
            switch status.status {
            case _ where notebook.needsSignIn: "Not signed in"
            case .disconnected: "Not connected yet"
            case .connected: "Connected"
            case .syncing: "Syncing…"
            case .offline: notebook.isOffline ? "Working offline" : "The server cannot be reached"
            case .error: status.lastError?.localizedDescription ?? "Not syncing"
            }
        return state + " · \(status.pending) waiting" + (status.failed > 0 ? " · \(status.failed) refused" : "")
    }
}

struct SignInView: View {
    let notebook: Notebook
    @Environment(\.dismiss) private var dismiss
    @State private var key = ""
    @State private var isTrying = false
    @State private var problem = "Until you sign in, notes stay on this Mac."

    var body: some View {
        Form {
            SecureField("API key", text: $key).disabled(isTrying)
            Text(problem)
        }
        .padding().frame(width: 360)
        .toolbar {
            ToolbarItem(placement: .cancellationAction) { Button("Not Now") { dismiss() } }
            ToolbarItem(placement: .confirmationAction) {
                Button("Sign In") { isTrying = true }.disabled(key.isEmpty || isTrying)
            }
        }
        // Closing the sheet cancels it.
        .task(id: isTrying) {
            guard isTrying else { return }
            do {
                try await notebook.signIn(key)
                dismiss()
            } catch { problem = error.localizedDescription }
            isTrying = false
        }
    }
}
