using Nebius.Emulator;
await using EmulatorWorld world = await EmulatorWorld.StartAsync();
var sa = world.Iam.AddServiceAccount();
var key = world.Iam.IssueStaticKey(sa, token: "v1.CANARYSTATIC.sig");
var at = world.Iam.IssueAccessToken(sa, token: "ne1CANARYACCESS.sig");
world.Registries.Add("e00abc", "eu-west1").Grant(sa, RegistryRights.Push);
await File.WriteAllLinesAsync("/tmp/emuplay/env", world.ChildEnvironment.Select(e => e.Value is null ? $"unset {e.Key}" : $"export {e.Key}={e.Value}"));
await File.AppendAllTextAsync("/tmp/emuplay/env", $"export LOCAL={world.LocalRegistryHost} IAM={world.LocalIamAddress}\n");
Console.ReadLine();
foreach (var r in world.Requests.All) { Console.WriteLine(r); }
Console.WriteLine(string.Join(",", world.Proxy.Refused));
return 0;
