package org.ixpqos.collector.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientCertificateTest {
  @Test
  void everyCommonNameIsSeen() {
    assertEquals(List.of("p1"), ClientCertificate.commonNames("CN=p1,O=ix"));
    assertEquals(List.of(), ClientCertificate.commonNames("O=ix"));
    assertEquals(2, ClientCertificate.commonNames("CN=p1,CN=p2,O=ix").size());
    assertEquals(2, ClientCertificate.commonNames("CN=p1+CN=p2,O=ix").size());
    assertEquals(2, ClientCertificate.commonNames("OU=a+CN=p1,CN=p2").size());
    assertEquals(2, ClientCertificate.commonNames("cn=p1,CN=p1").size());
  }
}
