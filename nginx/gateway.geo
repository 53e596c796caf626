# Addresses of a TLS gateway in front (国密SSL安全网关), one a line; only what
# comes from here may say who the client is (X-Gateway-Client).  None:
#10.0.0.5 1;
