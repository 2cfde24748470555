"""Driver for hikari. A file named hikari.py would hide the library."""

import asyncio

import hikari
from line import ALL_INTENTS, event, read_commands, report, settings

intents = hikari.Intents(ALL_INTENTS)
bot = eval(settings["line"])


@bot.listen()
async def on_starting(_: hikari.StartingEvent) -> None:
    read_commands(asyncio.get_running_loop(), lambda command: None)


@bot.listen()
async def on_ready(it: hikari.ShardReadyEvent) -> None:
    report("ready", userId=str(it.my_user.id))


@bot.listen()
async def on_resumed(_: hikari.ShardResumedEvent) -> None:
    report("resumed")


@bot.listen(hikari.GuildAvailableEvent, hikari.GuildJoinEvent)
async def on_guild(it: hikari.GuildAvailableEvent | hikari.GuildJoinEvent) -> None:
    report("guild", id=str(it.guild.id), channels=len(it.channels), members=len(it.members))


@bot.listen()
async def on_message(it: hikari.GuildMessageCreateEvent) -> None:
    event("MESSAGE_CREATE", it.content)


@bot.listen()
async def on_edit(it: hikari.GuildMessageUpdateEvent) -> None:
    event("MESSAGE_UPDATE", it.content)


@bot.listen()
async def on_delete(it: hikari.GuildMessageDeleteEvent) -> None:
    event("MESSAGE_DELETE", it.message_id)


@bot.listen()
async def on_join(it: hikari.MemberCreateEvent) -> None:
    event("GUILD_MEMBER_ADD", it.user.username)


@bot.listen()
async def on_leave(it: hikari.MemberDeleteEvent) -> None:
    event("GUILD_MEMBER_REMOVE", it.user.username)


@bot.listen()
async def on_channel(it: hikari.GuildChannelCreateEvent) -> None:
    event("CHANNEL_CREATE", it.channel.name)


@bot.listen()
async def on_voice_state(it: hikari.VoiceStateUpdateEvent) -> None:
    event("VOICE_STATE_UPDATE", f"{it.state.user_id} in {it.state.channel_id}")


@bot.listen()
async def on_typing(it: hikari.GuildTypingEvent) -> None:
    event("TYPING_START", it.user_id)


@bot.listen()
async def on_interaction(it: hikari.InteractionCreateEvent) -> None:
    event("INTERACTION_CREATE", it.interaction.command_name)


async def main() -> None:
    try:
        await bot.start(check_for_updates=False)
        await bot.join()
        report("ended", reason="join() returned")
    except Exception as error:
        report("ended", reason=repr(error))
    await asyncio.sleep(3600)


asyncio.run(main())
