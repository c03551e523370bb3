package org.ixpqos.daemon.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ixpqos.daemon.doctor.Addresses.Held;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mend of each finding about the kernel is run as it stands, and clears the finding. */
class MendsTest {
  @TempDir private Path root;
  private Kernel kernel;

  /** As sysctl(8) does: sets each line of a file, in this root's /proc/sys. */
  private static final String SYSCTL =
      """
      #!/bin/sh
      sed 's/ = /=/' "$2" | while IFS== read -r name value; do
        echo "$value" >"ROOT/proc/sys/$(echo "$name" | tr ./ /.)"
      done
      """;

  @BeforeEach
  void makeHost() throws IOException {
    kernel = new Kernel(root);
    Files.createDirectories(root.resolve("etc/sysctl.d"));
    Path bin = Files.createDirectories(root.resolve("bin"));
    Path sysctl = Files.writeString(bin.resolve("sysctl"), SYSCTL.replace("ROOT", root.toString()));
    Files.setPosixFilePermissions(sysctl, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void sysctl(String name, Object value) throws IOException {
    StringBuilder path = new StringBuilder("proc/sys/");
    name.chars().forEach(c -> path.append(c == '.' ? '/' : c == '/' ? '.' : (char) c));
    Path file = root.resolve(path.toString());
    Files.createDirectories(file.getParent());
    Files.writeString(file, value + "\n");
  }

  private void run(String mend) throws IOException, InterruptedException {
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-ec", mend.replace("/etc/sysctl.d", root + "/etc/sysctl.d"))
            .redirectErrorStream(true);
    shell.environment().put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
    Process process = shell.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), mend + ": " + said);
  }

  /** Runs every mend, and looks again. */
  private void mends(Check check, int findings) throws Exception {
    List<Finding> before = check.findings();
    assertEquals(findings, before.size(), before::toString);
    for (Finding finding : before) {
      assertFalse(finding.level() == Finding.Level.OK, finding::toString);
      run(finding.mend());
    }
    List<Finding> after = check.findings();
    assertEquals(
        List.of(Finding.Level.OK), after.stream().map(Finding::level).toList(), after::toString);
  }

  @Test
  void echoReplies() throws Exception {
    sysctl("net.ipv4.icmp_ratemask", 6169);
    sysctl("net.ipv6.icmp.ratemask", "0-1,3-255");
    sysctl("net.ipv4.icmp_echo_ignore_all", 1);
    sysctl("net.ipv6.icmp.echo_ignore_all", 1);
    mends(new EchoAnswers(kernel), 4);
    assertEquals("6168", kernel.sysctl("net.ipv4.icmp_ratemask").orElseThrow(), "the default");
  }

  @Test
  void theReceiveBuffer() throws Exception {
    sysctl("net.core.rmem_max", 212_992);
    mends(new ReceiveBuffer(kernel, 1_000, 8 << 20), 1);
  }

  /** What makes this user's sockets possible is the part after the service's. */
  @Test
  void socketsOfThisUser() throws Exception {
    Files.writeString(
        Files.createDirectories(root.resolve("proc/self")).resolve("status"),
        "Gid:\t20\t20\t20\t20\nGroups:\t20\nCapEff:\t0000000000000000\n");
    sysctl("net.ipv4.ping_group_range", "1\t0");
    Check check = new IcmpPermission(kernel);
    Finding finding = check.findings().get(0);
    assertEquals(Finding.Level.PROBLEM, finding.level());
    run(finding.mend().replaceFirst(".*for this user: ", ""));
    Finding after = check.findings().get(0);
    assertEquals(Finding.Level.WARNING, after.level(), "only the service has raw sockets");
    assertTrue(after.mend().endsWith("systemctl start ixpqos-probe"), after.mend());
  }

  /** An interface's name with a dot in it, as VLANs have. */
  @Test
  void arp() throws Exception {
    for (String device : List.of("all", "eth0", "eth1/100")) {
      for (String name : List.of("arp_ignore", "arp_announce", "rp_filter")) {
        sysctl(
            "net.ipv4.conf." + device + "." + name,
            name.equals("rp_filter") && !device.equals("all") ? 1 : 0);
      }
    }
    Addresses two =
        new Addresses(
            List.of(
                new Held("eth0", InetAddress.getByName("192.0.2.1"), 24, 1500),
                new Held("eth1.100", InetAddress.getByName("192.0.2.2"), 24, 1500)));
    mends(new ArpOnManyInterfaces(kernel, two), 6);
  }
}
