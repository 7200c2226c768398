//! TLS in front of the server: a certificate made on the spot, and a listener that speaks TLS on one side only.

use crate::http::Messages;
use rcgen::BasicConstraints;
use rcgen::CertificateParams;
use rcgen::IsCa;
use rcgen::Issuer;
use rcgen::KeyPair;
use rustls::ServerConfig;
use rustls::ServerConnection;
use rustls::StreamOwned;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::PrivatePkcs8KeyDer;
use std::cell::RefCell;
use std::io;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::rc::Rc;
use std::sync::Arc;
use std::thread;

/// A certificate for a host name, and the authority that signed it.
pub struct Certificate {
    /// What a client must trust, as PEM.
    pub authority_pem: String,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Certificate {
    /// One for `host`, signed by an authority of its own.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn of(host: &str) -> Self {
        let authority_key = KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_pem = authority.self_signed(&authority_key).expect("an authority").pem();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![host.to_owned()]).expect("parameters");
        let certificate = params.signed_by(&key, &issuer).expect("a certificate");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        Self { authority_pem, chain: vec![certificate.der().clone()], key }
    }
}

/// Serves TLS on a free loopback port and passes what it decrypts on to `upstream`. Runs until the test's process ends.
///
/// # Panics
/// When there is no free port or the certificate will not do.
pub fn terminate(certificate: Certificate, upstream: SocketAddr) -> SocketAddr {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .with_no_client_auth()
        .with_single_cert(certificate.chain, certificate.key)
        .expect("a usable certificate");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free loopback port");
    let addr = listener.local_addr().expect("the port's number");
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            // A client that does not like the certificate leaves: that is what some tests are about.
            thread::spawn(move || pass(config, client, upstream));
        }
    });
    addr
}

type Stream = Rc<RefCell<StreamOwned<ServerConnection, TcpStream>>>;

/// Reads from a stream that is written to elsewhere in the same thread.
struct Reading(Stream);

impl Read for Reading {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(into)
    }
}

/// Request by request until the client leaves, each over a connection of its own to the server.
fn pass(config: Arc<ServerConfig>, client: TcpStream, upstream: SocketAddr) -> io::Result<()> {
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let client: Stream = Rc::new(RefCell::new(StreamOwned::new(connection, client)));
    let mut requests = Messages::new(Reading(Rc::clone(&client)));
    while let Some(request) = requests.head()? {
        let mut server = TcpStream::connect(upstream)?;
        server.write_all(request.text.as_bytes())?;
        requests.body(request.request_ending(), &mut |bytes| server.write_all(bytes))?;
        let mut answers = Messages::new(&server);
        let answer = answers.head()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        client.borrow_mut().write_all(answer.text.as_bytes())?;
        answers.body(answer.answer_ending(&request), &mut |bytes| client.borrow_mut().write_all(bytes))?;
        client.borrow_mut().flush()?;
    }
    Ok(())
}
