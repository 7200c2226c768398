import Foundation

extension Config {
    /// With a file URL in the place of a path, and defaults for whatever else may be set.
    public init(file: URL, http: HttpClientConfig? = nil, strategy: MergeStrategy = .lastWriteWins) {
        self.init(path: file.path(percentEncoded: false), http: http, strategy: strategy)
    }
}

extension HttpClientConfig {
    /// With a URL in the place of its text, and defaults for whatever else may be set.
    public init(url: URL) {
        self.init(baseUrl: url.absoluteString)
    }
}
