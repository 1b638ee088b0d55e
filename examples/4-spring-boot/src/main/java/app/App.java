package app;

import java.io.IOException;
import java.net.InetAddress;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.xerial.snappy.Snappy;

@SpringBootApplication
@RestController
public class App {
  public static void main(String[] args) {
    SpringApplication.run(App.class, args);
  }

  /** Snappy copies its native library to /tmp and loads it from there, so that /tmp must allow programs. */
  @GetMapping("/")
  String index() throws IOException {
    var greeting = "Hello from " + InetAddress.getLocalHost().getHostName() + "\n";
    return Snappy.uncompressString(Snappy.compress(greeting));
  }
}
