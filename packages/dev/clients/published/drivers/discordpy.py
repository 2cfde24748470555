"""Driver for discord.py."""

import asyncio

import discord
import yarl  # noqa: F401  (the line needs it)
from line import ALL_INTENTS, event, read_commands, report, settings

exec(settings["line"])

#: Seconds without a message after which the library considers the connection dead: its default, or two short heartbeats.
HEARTBEAT_TIMEOUT = settings.get("heartbeatInterval", 30_000) / 1000 * 2

#: Seconds that the library waits for a voice connection; 30 by default. After a loss its reader thread can block for up to 30 s
#: in a select on the closed socket (voice_state.py, line 156) before it receives the answer to IP discovery.
VOICE_TIMEOUT = 40.0

intents = discord.Intents._from_value(ALL_INTENTS)


class Voice(discord.VoiceClient):
    def cleanup(self):
        """Called once the library has given up the connection."""
        report("left", reason="cleanup")
        super().cleanup()


class Driver(discord.Client):
    async def setup_hook(self):
        read_commands(asyncio.get_running_loop(), self.on_command)

    def on_command(self, command):
        if command["do"] == "join":
            channel = self.get_channel(int(command["channelId"]))
            self.joining = asyncio.get_running_loop().create_task(self.join(channel))
        else:
            report("voice", isReady=any(voice.is_connected() for voice in self.voice_clients))

    async def join(self, channel):
        try:
            await channel.connect(timeout=VOICE_TIMEOUT, cls=Voice)
        except Exception as error:
            report("error", reason=f"voice: {error!r}")

    async def on_socket_event_type(self, name):
        if name == "READY":
            report("ready", userId=str(self.user.id))

    async def on_guild_available(self, guild):
        report("guild", id=str(guild.id), channels=len(guild.channels), members=len(guild.members))

    async def on_resumed(self):
        report("resumed")

    async def on_message(self, message):
        event("MESSAGE_CREATE", message.content)

    async def on_message_edit(self, before, after):
        event("MESSAGE_UPDATE", after.content)

    async def on_message_delete(self, message):
        event("MESSAGE_DELETE", message.id)

    async def on_member_join(self, member):
        event("GUILD_MEMBER_ADD", member.name)

    async def on_member_remove(self, member):
        event("GUILD_MEMBER_REMOVE", member.name)

    async def on_guild_channel_create(self, channel):
        event("CHANNEL_CREATE", channel.name)

    async def on_voice_state_update(self, member, before, after):
        event("VOICE_STATE_UPDATE", f"{member.id} in {after.channel and after.channel.id}")

    async def on_typing(self, channel, user, when):
        event("TYPING_START", user.id)

    async def on_interaction(self, interaction):
        event("INTERACTION_CREATE", interaction.data["name"])


async def main():
    client = Driver(intents=intents, heartbeat_timeout=HEARTBEAT_TIMEOUT)
    discord.utils.setup_logging(level=30)
    try:
        await client.start(settings["token"])
        report("ended", reason="start() returned")
    except Exception as error:
        report("ended", reason=repr(error))
    await asyncio.sleep(3600)


asyncio.run(main())
