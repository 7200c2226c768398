import Foundation

extension Config {
    /// With a file URL in the place of a path, and defaults for whatever else may be set.
    public init(file: URL, http: HttpClientConfig? = nil, strategy: MergeStrategy = .lastWriteWins) {
        // Another URL is no path: whole, so that the error names it, and not a part of it that might be one.
        let path = file.isFileURL ? file.path(percentEncoded: false) : file.absoluteString
        self.init(path: path, http: http, strategy: strategy)
    }
}

extension HttpClientConfig {
    /// With a URL in the place of its text, and defaults for whatever else may be set.
    public init(url: URL) {
        self.init(baseUrl: url.absoluteString)
    }
}
